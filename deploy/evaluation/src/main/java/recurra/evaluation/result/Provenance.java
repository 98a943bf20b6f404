package recurra.evaluation.result;

import java.util.List;
import java.util.Map;

/**
 * What the figures come from.
 *
 * @param format of the JSON report; changes when a member changes its meaning
 * @param features the version of the prompts' features
 * @param files rows of the part, by file
 */
public record Provenance(
        int format,
        String recurra,
        int features,
        Map<String, Double> thresholds,
        double margin,
        String embeddingModel,
        String embeddingVersion,
        String part,
        long seed,
        String limit,
        int resamples,
        List<Integer> sizes,
        Map<String, Integer> files,
        long questions,
        String started,
        double seconds) {
    public Provenance {
        sizes = List.copyOf(sizes);
        files = Map.copyOf(files);
    }
}
