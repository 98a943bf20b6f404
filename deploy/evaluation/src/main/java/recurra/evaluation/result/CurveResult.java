package recurra.evaluation.result;

import java.util.List;
import org.jspecify.annotations.Nullable;
import recurra.evaluation.metric.Curve;
import recurra.evaluation.metric.Interval;

/** What the thresholds of a score would do. */
public record CurveResult(String score, List<RecallAt> recallAt, List<Curve.Point> points) {

    /** The best recall with a false-positive rate of at most this. */
    public record RecallAt(
            double falsePositiveRate, @Nullable Double recall, @Nullable Interval interval) {}

    public CurveResult {
        recallAt = List.copyOf(recallAt);
        points = List.copyOf(points);
    }
}
