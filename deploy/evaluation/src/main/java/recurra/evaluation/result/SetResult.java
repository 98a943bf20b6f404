package recurra.evaluation.result;

import java.util.List;
import org.jspecify.annotations.Nullable;
import recurra.evaluation.metric.Reliability;

/**
 * The trials of one set, each against a cache that holds one other question.
 *
 * @param kind what they were made from: {@code pairs}, {@code templates}, {@code other_templates},
 *     {@code random}
 * @param curves what each threshold of a score would do; empty where there are no duplicates
 * @param reliability of the score of the trials that no guard objects to
 * @param falseHits of the method that ships, the surest first
 * @param refusedDuplicates of the method that ships, those that came nearest first
 */
public record SetResult(
        String name,
        String kind,
        long trials,
        long clusters,
        List<MethodResult> methods,
        List<CurveResult> curves,
        @Nullable Reliability reliability,
        List<ObjectionResult> objections,
        List<Example> falseHits,
        List<Example> refusedDuplicates) {
    public SetResult {
        methods = List.copyOf(methods);
        curves = List.copyOf(curves);
        objections = List.copyOf(objections);
        falseHits = List.copyOf(falseHits);
        refusedDuplicates = List.copyOf(refusedDuplicates);
    }

    /** What the named method did. */
    public MethodResult method(String name) {
        return methods.stream()
                .filter(result -> result.method().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
