package recurra.matching.template;

import java.util.List;
import java.util.Map;

/**
 * Everything that is known of a candidate.
 *
 * @param category whose threshold applies
 * @param score 0 to 1; a guard's objection lowers it, but only the veto is final
 * @param threshold that the score is held against
 * @param signals what the score was made of, by name; a guard's objection is 1 under {@code guard_}
 *     and its name
 * @param vetoes names of all guards that object
 */
public record Weighing(
        Category category,
        double score,
        double threshold,
        Map<String, Double> signals,
        List<String> vetoes) {
    public Weighing {
        signals = Map.copyOf(signals);
        vetoes = List.copyOf(vetoes);
    }
}
