package recurra.evaluation.metric;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a score is the probability that the answer is right.
 *
 * @param trials those that have a score at all
 * @param brier the mean squared distance of score and outcome
 * @param expectedCalibrationError the mean distance of score and share of right ones, bin by bin
 * @param bins of equally many trials each, lowest scores first
 */
public record Reliability(
        long trials,
        @Nullable Double brier,
        @Nullable Double expectedCalibrationError,
        List<Bin> bins) {
    private static final int BINS = 12;

    /** Trials of similar scores. */
    public record Bin(long trials, double meanScore, double rightShare) {}

    public Reliability {
        bins = List.copyOf(bins);
    }

    /** Of the trials whose score is a number. */
    public static Reliability of(double[] scores, boolean[] same) {
        List<Integer> order =
                IntStream.range(0, scores.length)
                        .filter(i -> Double.isFinite(scores[i]))
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> scores[i]))
                        .toList();
        int count = order.size();
        if (count == 0) {
            return new Reliability(0, null, null, List.of());
        }
        double squares = 0;
        for (int trial : order) {
            double distance = scores[trial] - (same[trial] ? 1 : 0);
            squares += distance * distance;
        }
        List<Bin> bins = new ArrayList<>();
        double error = 0;
        int start = 0;
        for (int bin = 1; bin <= BINS && start < count; bin++) {
            int end = (int) ((long) count * bin / BINS);
            // Equal scores are not torn apart.
            while (end > start
                    && end < count
                    && scores[order.get(end)] == scores[order.get(end - 1)]) {
                end++;
            }
            if (end <= start) {
                continue;
            }
            List<Integer> members = order.subList(start, end);
            double mean = members.stream().mapToDouble(i -> scores[i]).average().orElse(0);
            double right = members.stream().mapToInt(i -> same[i] ? 1 : 0).average().orElse(0);
            bins.add(new Bin(members.size(), mean, right));
            error += members.size() * Math.abs(mean - right);
            start = end;
        }
        return new Reliability(count, squares / count, error / count, bins);
    }
}
