package recurra.matching.template;

import java.util.List;
import java.util.Map;

/**
 * Everything that is known of a candidate, for people and tools that measure the matching; a
 * decision stops at the first veto.
 *
 * @param category whose threshold applies
 * @param score 0 to 1, as if no guard had objected
 * @param threshold that the score is held against
 * @param signals what the score was made of, by name
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
