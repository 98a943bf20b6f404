package recurra.evaluation.result;

import org.jspecify.annotations.Nullable;
import recurra.evaluation.metric.ClusterBootstrap;
import recurra.evaluation.metric.Tally;

/** The counts of a method, the rates that follow from them, and how far the rates may be off. */
public record Figures(
        long positives,
        long right,
        long wrongOnPositives,
        long negatives,
        long wrongOnNegatives,
        @Nullable Double recall,
        @Nullable Double falsePositiveRate,
        @Nullable Double falsePositiveRateUpper,
        @Nullable Double unsafeServedRate,
        @Nullable Double precision,
        @Nullable Double hitRatio,
        ClusterBootstrap.Result bootstrap) {

    public static Figures of(Tally tally, ClusterBootstrap.Result bootstrap) {
        return new Figures(
                tally.positives(),
                tally.right(),
                tally.wrongOnPositives(),
                tally.negatives(),
                tally.wrongOnNegatives(),
                tally.recall(),
                tally.falsePositiveRate(),
                tally.falsePositiveRateUpper(),
                tally.unsafeServedRate(),
                tally.precision(),
                tally.hitRatio(),
                bootstrap);
    }
}
