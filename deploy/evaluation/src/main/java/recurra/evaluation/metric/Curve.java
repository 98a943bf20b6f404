package recurra.evaluation.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What each threshold of a score would find and serve wrongly. Trials of one score stay together.
 */
public final class Curve {
    /** No threshold serves a trial of this score. */
    public static final double NEVER = Double.NEGATIVE_INFINITY;

    /** Points that a report needs to draw it. */
    private static final int POINTS = 160;

    private final double[] scores;
    private final boolean[] same;
    private final int[] clusters;
    private final int clusterCount;
    private final int[] order;

    /**
     * What a threshold does.
     *
     * @param falsePositiveRateUpper the one-sided 95 % bound
     */
    public record Point(
            double threshold,
            double recall,
            double falsePositiveRate,
            double falsePositiveRateUpper,
            double hitRatio,
            double precision) {}

    /**
     * @param clusters of the trials, numbered from 0
     */
    public Curve(double[] scores, boolean[] same, int[] clusters, int clusterCount) {
        this.scores = scores.clone();
        this.same = same.clone();
        this.clusters = clusters.clone();
        this.clusterCount = clusterCount;
        order =
                IntStream.range(0, scores.length)
                        .filter(i -> scores[i] > NEVER)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> -scores[i]))
                        .mapToInt(Integer::intValue)
                        .toArray();
    }

    /** The best recall with a false-positive rate of at most this; null without both kinds. */
    public @Nullable Double recallAt(double falsePositiveRate) {
        int[] once = new int[clusterCount];
        Arrays.fill(once, 1);
        double recall = recallAt(falsePositiveRate, once);
        return Double.isNaN(recall) ? null : recall;
    }

    /** The interval of {@link #recallAt(double)} by cluster bootstrap. */
    public @Nullable Interval recallInterval(double falsePositiveRate, int resamples, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] recalls = new double[resamples];
        for (int i = 0; i < resamples; i++) {
            int[] weights = new int[clusterCount];
            for (int draw = 0; draw < clusterCount; draw++) {
                weights[random.nextInt(clusterCount)]++;
            }
            recalls[i] = recallAt(falsePositiveRate, weights);
        }
        return ClusterBootstrap.interval(recalls);
    }

    private double recallAt(double falsePositiveRate, int[] weights) {
        long positives = 0;
        long negatives = 0;
        for (int i = 0; i < same.length; i++) {
            if (same[i]) {
                positives += weights[clusters[i]];
            } else {
                negatives += weights[clusters[i]];
            }
        }
        if (positives == 0 || negatives == 0) {
            return Double.NaN;
        }
        long found = 0;
        long wrong = 0;
        long best = 0;
        for (int at = 0; at < order.length; at++) {
            int trial = order[at];
            if (same[trial]) {
                found += weights[clusters[trial]];
            } else {
                wrong += weights[clusters[trial]];
            }
            boolean whole = at + 1 == order.length || scores[order[at + 1]] != scores[trial];
            if (whole) {
                if (wrong > falsePositiveRate * negatives) {
                    break;
                }
                best = found;
            }
        }
        return (double) best / positives;
    }

    /** Enough points to draw the curve; empty without both kinds of trials. */
    public List<Point> points() {
        long positives = IntStream.range(0, same.length).filter(i -> same[i]).count();
        long negatives = same.length - positives;
        List<Point> points = new ArrayList<>();
        if (positives == 0 || negatives == 0) {
            return points;
        }
        long found = 0;
        long wrong = 0;
        double lastRecall = -1;
        double lastWrong = -1;
        for (int at = 0; at < order.length; at++) {
            int trial = order[at];
            found += same[trial] ? 1 : 0;
            wrong += same[trial] ? 0 : 1;
            boolean end = at + 1 == order.length;
            if (!end && scores[order[at + 1]] == scores[trial]) {
                continue;
            }
            double recall = (double) found / positives;
            double logWrong = Math.log10(wrong + 1.0);
            if (end || recall - lastRecall > 2.0 / POINTS || logWrong - lastWrong > 12.0 / POINTS) {
                lastRecall = recall;
                lastWrong = logWrong;
                points.add(
                        new Point(
                                scores[trial],
                                recall,
                                (double) wrong / negatives,
                                ClopperPearson.upper(wrong, negatives, Tally.CONFIDENCE),
                                (double) (found + wrong) / same.length,
                                (double) found / (found + wrong)));
            }
        }
        return points;
    }
}
