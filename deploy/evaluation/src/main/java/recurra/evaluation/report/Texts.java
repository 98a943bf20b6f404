package recurra.evaluation.report;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers as people read them. */
final class Texts {
    static final String NONE = "–";

    private Texts() {}

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A share in percent, with as many digits as a small one needs. */
    static String percent(@Nullable Double share) {
        if (share == null || share.isNaN()) {
            return NONE;
        }
        double percent = share * 100;
        if (percent == 0 || percent >= 9.995) {
            return String.format(Locale.ROOT, "%.1f %%", percent);
        }
        if (percent >= 0.0995) {
            return String.format(Locale.ROOT, "%.2f %%", percent);
        }
        return String.format(Locale.ROOT, "%.4f %%", percent);
    }

    static String number(@Nullable Double number) {
        return number == null ? NONE : String.format(Locale.ROOT, "%.3f", number);
    }
}
