package recurra.evaluation.metric;

import org.jspecify.annotations.Nullable;

/**
 * Counts of trials and hits.
 *
 * @param positives trials where the stored entry's answer is right
 * @param right of these, served with it
 * @param wrongOnPositives of these, served with another entry's answer
 * @param negatives trials where no entry's answer is right
 * @param wrongOnNegatives of these, served nevertheless
 */
public record Tally(
        long positives, long right, long wrongOnPositives, long negatives, long wrongOnNegatives) {
    static final double CONFIDENCE = 0.95;

    public static final Tally NONE = new Tally(0, 0, 0, 0, 0);

    public Tally plus(Tally other) {
        return new Tally(
                positives + other.positives,
                right + other.right,
                wrongOnPositives + other.wrongOnPositives,
                negatives + other.negatives,
                wrongOnNegatives + other.wrongOnNegatives);
    }

    public long trials() {
        return positives + negatives;
    }

    public long hits() {
        return right + wrong();
    }

    public long wrong() {
        return wrongOnPositives + wrongOnNegatives;
    }

    /** The share of duplicates that are found; null without any. */
    public @Nullable Double recall() {
        return share(right, positives);
    }

    /** The share of different questions that are served; null without any. */
    public @Nullable Double falsePositiveRate() {
        return share(wrongOnNegatives, negatives);
    }

    /** The one-sided 95 % upper bound of the false-positive rate. */
    public @Nullable Double falsePositiveRateUpper() {
        return negatives == 0
                ? null
                : ClopperPearson.upper(wrongOnNegatives, negatives, CONFIDENCE);
    }

    /** The share of all requests that are served with a wrong answer. */
    public @Nullable Double unsafeServedRate() {
        return share(wrong(), trials());
    }

    /** The share of hits that are right. */
    public @Nullable Double precision() {
        return share(right, hits());
    }

    /** The share of all requests that are served. */
    public @Nullable Double hitRatio() {
        return share(hits(), trials());
    }

    private static @Nullable Double share(long part, long whole) {
        return whole == 0 ? null : (double) part / whole;
    }
}
