package recurra.evaluation.method;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A threshold learned from feedback, after vCache (Schroeder et al., arXiv 2502.03771).
 *
 * <p>Each entry has its own logistic curve of correctness over similarity, {@code P(right | s) = 1
 * / (1 + exp(-g (s - t)))}, fitted to the feedback that the entry has had. A request near it is
 * sent upstream with probability tau ("explores"), which gives feedback, and is served otherwise
 * ("exploits"). With the maximum error rate d that the user allows,
 *
 * <pre>{@code
 * tau = min over e in (0, 1) of 1 - d / (1 - (1 - e) P(right | s; t'(e), g))
 * }</pre>
 *
 * <p>where {@code t'(e)} is the upper (1 - e) confidence bound of t by the delta method; an entry
 * with fewer than six observations always explores. Differences: where the feedback is perfectly
 * separable, which has no maximum of likelihood, the authors' code takes the variance from a table
 * that they measured, and here a weak quadratic penalty keeps the fit finite and its variance
 * large. With {@code shared}, one curve serves all entries, which learns faster and guarantees
 * less.
 *
 * <p>Learns as it goes: the order of requests matters. Not safe for threads.
 */
public final class LearnedThreshold {
    /** Fewer observations say nothing; the authors' choice. */
    private static final int LEAST = 6;

    /** More change nothing and cost time. */
    private static final int MOST = 500;

    private static final int GRID = 50;
    private static final int ITERATIONS = 60;

    /** Of the penalty; as if the weights came from a normal distribution of deviation 100. */
    private static final double PENALTY = 1e-4;

    /** A curve that rises less is none. */
    private static final double FLATTEST = 1e-6;

    private static final double[] QUANTILES = quantiles();

    private final double error;
    private final boolean shared;
    private final SplittableRandom random;
    private final Map<String, Entry> entries = new HashMap<>();

    /**
     * @param error the highest error rate that is allowed
     * @param shared whether all entries have one curve
     */
    public LearnedThreshold(double error, boolean shared, long seed) {
        this.error = error;
        this.shared = shared;
        random = new SplittableRandom(seed);
    }

    /** The method's name in reports. */
    public String name() {
        return (shared ? "learned threshold, shared, " : "learned threshold, per entry, ") + error;
    }

    /**
     * Whether the entry is served; if not, it learns whether it would have been right.
     *
     * @param entry names the nearest entry
     */
    public boolean serves(String entry, double similarity, boolean right) {
        Entry known = entries.computeIfAbsent(shared ? "" : entry, name -> new Entry());
        boolean explores = random.nextDouble() <= known.explores(similarity, error);
        if (explores) {
            known.learn(similarity, right);
        }
        return !explores;
    }

    /** What is known of one entry. */
    private static final class Entry {
        private final List<Double> similarities = new ArrayList<>();
        private final List<Boolean> labels = new ArrayList<>();
        private int fittedWith;
        private double slope;
        private double middle;
        private double deviation;

        void learn(double similarity, boolean right) {
            if (similarities.size() < MOST) {
                similarities.add(similarity);
                labels.add(right);
            }
        }

        /** The probability of asking upstream. */
        double explores(double similarity, double error) {
            int count = similarities.size();
            if (count < LEAST) {
                return 1;
            }
            // A curve of many changes little by one more.
            if (fittedWith == 0 || count - fittedWith > count / 50) {
                fit();
                fittedWith = count;
            }
            double least = 1;
            for (int i = 0; i < GRID; i++) {
                double epsilon = (i + 0.5) / GRID;
                double bound = middle + QUANTILES[i] * deviation;
                double right = (1 - epsilon) / (1 + Math.exp(-slope * (similarity - bound)));
                least = Math.min(least, 1 - error / (1 - right));
            }
            return Math.clamp(least, 0, 1);
        }

        /** Newton's method on the penalised likelihood of intercept and slope. */
        private void fit() {
            double intercept = 0;
            double weight = 0;
            double h00 = PENALTY;
            double h01 = 0;
            double h11 = PENALTY;
            for (int iteration = 0; iteration < ITERATIONS; iteration++) {
                double g0 = -PENALTY * intercept;
                double g1 = -PENALTY * weight;
                h00 = PENALTY;
                h01 = 0;
                h11 = PENALTY;
                for (int i = 0; i < similarities.size(); i++) {
                    double x = similarities.get(i);
                    double p = 1 / (1 + Math.exp(-(intercept + weight * x)));
                    double residual = (labels.get(i) ? 1 : 0) - p;
                    double curvature = p * (1 - p);
                    g0 += residual;
                    g1 += residual * x;
                    h00 += curvature;
                    h01 += curvature * x;
                    h11 += curvature * x * x;
                }
                double determinant = h00 * h11 - h01 * h01;
                double step0 = (h11 * g0 - h01 * g1) / determinant;
                double step1 = (h00 * g1 - h01 * g0) / determinant;
                double scale = Math.min(1, 20 / Math.max(Math.abs(step0), Math.abs(step1)));
                intercept += scale * step0;
                weight += scale * step1;
                if (Math.abs(step0) + Math.abs(step1) < 1e-9) {
                    break;
                }
            }
            if (weight <= FLATTEST) {
                fitFlat();
                return;
            }
            slope = weight;
            // Outside of 0 to 1 where nearly all feedback is alike; cut off there, a flat curve
            // would pass for one that is right half of the time.
            middle = -intercept / slope;
            double determinant = h00 * h11 - h01 * h01;
            double d0 = -1 / slope;
            double d1 = intercept / (slope * slope);
            double variance = (d0 * d0 * h11 - 2 * d0 * d1 * h01 + d1 * d1 * h00) / determinant;
            deviation = Double.isFinite(variance) ? Math.sqrt(Math.max(variance, 0)) : 1e6;
        }

        /** Likeness says nothing, or the wrong thing: the share of right answers, everywhere. */
        private void fitFlat() {
            int count = labels.size();
            double right = (labels.stream().filter(label -> label).count() + 0.5) / (count + 1.0);
            slope = FLATTEST;
            middle = -Math.log(right / (1 - right)) / slope;
            deviation = 1 / Math.sqrt(count * right * (1 - right)) / slope;
        }
    }

    private static double[] quantiles() {
        double[] quantiles = new double[GRID];
        for (int i = 0; i < GRID; i++) {
            quantiles[i] = normalQuantile(1 - (i + 0.5) / GRID);
        }
        return quantiles;
    }

    /** By bisection over the error function's series; exact enough for a grid of fifty. */
    private static double normalQuantile(double probability) {
        double low = -6;
        double high = 6;
        for (int i = 0; i < 80; i++) {
            double mid = (low + high) / 2;
            if (normal(mid) < probability) {
                low = mid;
            } else {
                high = mid;
            }
        }
        return (low + high) / 2;
    }

    private static double normal(double z) {
        // Marsaglia (2004), "Evaluating the normal distribution".
        double sum = z;
        double term = z;
        for (int i = 3; Math.abs(term) > 1e-16; i += 2) {
            term *= z * z / i;
            sum += term;
        }
        return 0.5 + sum * Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    }
}
