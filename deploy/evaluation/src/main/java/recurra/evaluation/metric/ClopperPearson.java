package recurra.evaluation.metric;

/** Exact one-sided bounds of a binomial proportion (Clopper and Pearson, 1934). */
public final class ClopperPearson {
    private static final int BISECTIONS = 200;
    private static final int FRACTION_STEPS = 2_000;
    private static final double TINY = 1e-300;

    private ClopperPearson() {}

    /**
     * The proportion that is exceeded only if something happened that has the probability 1 -
     * confidence. Trials and events may be effective numbers, which are not whole.
     */
    public static double upper(double events, double trials, double confidence) {
        if (trials <= 0 || events >= trials) {
            return 1;
        }
        return quantile(confidence, events + 1, trials - events);
    }

    /** The proportion below which it lies only with the probability 1 - confidence. */
    public static double lower(double events, double trials, double confidence) {
        if (trials <= 0 || events <= 0) {
            return 0;
        }
        return quantile(1 - confidence, events, trials - events + 1);
    }

    /** The quantile of the beta distribution. */
    private static double quantile(double probability, double a, double b) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < BISECTIONS && low < high; i++) {
            double mid = (low + high) / 2;
            if (beta(mid, a, b) < probability) {
                low = mid;
            } else {
                high = mid;
            }
        }
        return (low + high) / 2;
    }

    /** The regularised incomplete beta function, by Lentz's continued fraction. */
    static double beta(double x, double a, double b) {
        if (x <= 0) {
            return 0;
        }
        if (x >= 1) {
            return 1;
        }
        double front =
                Math.exp(
                        logGamma(a + b)
                                - logGamma(a)
                                - logGamma(b)
                                + a * Math.log(x)
                                + b * Math.log1p(-x));
        return x < (a + 1) / (a + b + 2)
                ? front * fraction(x, a, b) / a
                : 1 - front * fraction(1 - x, b, a) / b;
    }

    private static double fraction(double x, double a, double b) {
        double c = 1;
        double d = 1 / nonZero(1 - (a + b) * x / (a + 1));
        double result = d;
        for (int m = 1; m <= FRACTION_STEPS; m++) {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / nonZero(1 + even * d);
            c = nonZero(1 + even / c);
            result *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / nonZero(1 + odd * d);
            c = nonZero(1 + odd / c);
            double factor = d * c;
            result *= factor;
            if (Math.abs(factor - 1) < 1e-15) {
                break;
            }
        }
        return result;
    }

    private static double nonZero(double value) {
        return Math.abs(value) < TINY ? TINY : value;
    }

    /** Lanczos' approximation, good to 15 digits. */
    private static double logGamma(double x) {
        double[] coefficients = {
            676.5203681218851,
            -1259.1392167224028,
            771.32342877765313,
            -176.61502916214059,
            12.507343278686905,
            -0.13857109526572012,
            9.9843695780195716e-6,
            1.5056327351493116e-7
        };
        if (x < 0.5) {
            return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
        }
        double shifted = x - 1;
        double sum = 0.99999999999980993;
        for (int i = 0; i < coefficients.length; i++) {
            sum += coefficients[i] / (shifted + i + 1);
        }
        double t = shifted + coefficients.length - 0.5;
        return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(sum);
    }
}
