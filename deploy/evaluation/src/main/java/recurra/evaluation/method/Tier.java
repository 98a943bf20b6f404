package recurra.evaluation.method;

import java.util.Locale;

/** Which comparison found the entry. */
public enum Tier {
    EXACT,
    NORMALIZED,
    TEMPLATE;

    /** The tier's name in reports. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
