package recurra.evaluation.result;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a method did with the trials of a set.
 *
 * @param overall over all trials alike (micro)
 * @param macroRecall the mean of the slices' recalls
 * @param macroFalsePositiveRate the mean of the slices' false-positive rates
 */
public record MethodResult(
        String method,
        Figures overall,
        @Nullable Double macroRecall,
        @Nullable Double macroFalsePositiveRate,
        Map<String, Figures> slices,
        Map<String, TierFigures> tiers) {
    public MethodResult {
        slices = Collections.unmodifiableMap(new TreeMap<>(slices));
        tiers = Collections.unmodifiableMap(new TreeMap<>(tiers));
    }
}
