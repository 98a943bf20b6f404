package recurra.matching.template;

import java.util.List;
import java.util.Map;

/**
 * All that speaks for and against a candidate.
 *
 * @param score of the candidate, 0 to 1, whatever the guards say
 * @param threshold that the score is held against
 * @param signals what the score was made of, by name
 * @param vetoes names of all guards that object
 */
public record Weighing(
        double score, double threshold, Map<String, Double> signals, List<String> vetoes) {
    public Weighing {
        signals = Map.copyOf(signals);
        vetoes = List.copyOf(vetoes);
    }
}
