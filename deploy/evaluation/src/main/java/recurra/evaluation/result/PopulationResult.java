package recurra.evaluation.result;

import java.util.List;

/**
 * The trials of one set, each against a cache full of other questions.
 *
 * @param size how many entries were asked for
 * @param entries how many there were, the stored side of the trial included
 * @param falseHits of the method that ships, the surest first
 */
public record PopulationResult(
        String set,
        int size,
        int entries,
        long trials,
        List<MethodResult> methods,
        List<Example> falseHits) {
    public PopulationResult {
        methods = List.copyOf(methods);
        falseHits = List.copyOf(falseHits);
    }

    /** What the named method did. */
    public MethodResult method(String name) {
        return methods.stream()
                .filter(result -> result.method().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
