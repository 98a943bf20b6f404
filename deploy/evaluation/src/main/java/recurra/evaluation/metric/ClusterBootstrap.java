package recurra.evaluation.metric;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Intervals for trials that depend on each other: whole clusters are drawn with replacement, as
 * many as there are, again and again.
 */
public final class ClusterBootstrap {
    private static final double TAIL = 0.025;

    private ClusterBootstrap() {}

    /**
     * How far the rates may be off.
     *
     * @param clusters how many there were
     * @param designEffect how many times the variance of the false-positive rate is what it would
     *     be if all trials were independent; where no trial or each one failed, the most that it
     *     can be, from the clusters' sizes alone
     * @param effectiveNegatives as many independent trials would tell as much
     * @param falsePositiveRateUpper the one-sided 95 % bound with the effective number
     */
    public record Result(
            int clusters,
            int resamples,
            @Nullable Interval recall,
            @Nullable Interval falsePositiveRate,
            @Nullable Interval unsafeServedRate,
            @Nullable Interval precision,
            @Nullable Double designEffect,
            @Nullable Double effectiveNegatives,
            @Nullable Double falsePositiveRateUpper) {}

    public static Result of(List<Tally> clusters, int resamples, long seed) {
        int count = clusters.size();
        int[][] counts = new int[count][];
        for (int i = 0; i < count; i++) {
            Tally tally = clusters.get(i);
            counts[i] =
                    new int[] {
                        (int) tally.positives(),
                        (int) tally.right(),
                        (int) tally.wrongOnPositives(),
                        (int) tally.negatives(),
                        (int) tally.wrongOnNegatives()
                    };
        }
        double[] recall = new double[resamples];
        double[] falsePositives = new double[resamples];
        double[] unsafe = new double[resamples];
        double[] precision = new double[resamples];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < resamples; i++) {
            long[] sums = new long[5];
            for (int draw = 0; draw < count; draw++) {
                int[] cluster = counts[random.nextInt(count)];
                sums[0] += cluster[0];
                sums[1] += cluster[1];
                sums[2] += cluster[2];
                sums[3] += cluster[3];
                sums[4] += cluster[4];
            }
            recall[i] = (double) sums[1] / sums[0];
            falsePositives[i] = (double) sums[4] / sums[3];
            unsafe[i] = (double) (sums[2] + sums[4]) / (sums[0] + sums[3]);
            precision[i] = (double) sums[1] / (sums[1] + sums[2] + sums[4]);
        }
        Tally all = clusters.stream().reduce(Tally.NONE, Tally::plus);
        Double effect = designEffect(clusters, all, falsePositives);
        Double effective = effect == null ? null : all.negatives() / Math.max(1, effect);
        Double rate = all.falsePositiveRate();
        return new Result(
                count,
                resamples,
                interval(recall),
                interval(falsePositives),
                interval(unsafe),
                interval(precision),
                effect,
                effective,
                effective == null || rate == null
                        ? null
                        : ClopperPearson.upper(rate * effective, effective, Tally.CONFIDENCE));
    }

    private static @Nullable Double designEffect(
            List<Tally> clusters, Tally all, double[] falsePositives) {
        Double rate = all.falsePositiveRate();
        if (rate == null) {
            return null;
        }
        double[] drawn = Arrays.stream(falsePositives).filter(Double::isFinite).toArray();
        double independent = rate * (1 - rate) / all.negatives();
        if (independent > 0 && drawn.length > 1) {
            double mean = Arrays.stream(drawn).average().orElse(rate);
            double variance =
                    Arrays.stream(drawn).map(x -> (x - mean) * (x - mean)).sum()
                            / (drawn.length - 1);
            return Math.max(1, variance / independent);
        }
        double squares =
                clusters.stream().mapToDouble(tally -> Math.pow(tally.negatives(), 2)).sum();
        return squares / all.negatives();
    }

    /** The middle 95 % of what was drawn; null where nothing could be. */
    static @Nullable Interval interval(double[] values) {
        double[] sorted = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
        if (sorted.length == 0) {
            return null;
        }
        int low = (int) Math.floor(TAIL * (sorted.length - 1));
        int high = (int) Math.ceil((1 - TAIL) * (sorted.length - 1));
        return new Interval(sorted[low], sorted[high]);
    }
}
