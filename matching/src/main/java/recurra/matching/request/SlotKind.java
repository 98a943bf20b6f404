package recurra.matching.request;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A kind of text inside a question that a route may declare to be of no account for the answer. The
 * order is that in which they are looked for, so a wider kind finds what a narrower one left.
 *
 * <p>No pattern backs up further than a bounded number of characters.
 */
public enum SlotKind {
    /** A web address. */
    URL("(?<![\\p{L}\\p{N}])https?://[^\\s\"'<>()]{1,2000}[\\p{L}\\p{N}/=]"),

    /** A mail address. */
    EMAIL(
            "(?<![\\p{L}\\p{N}._%+-])[\\p{L}\\p{N}._%+-]{1,64}@"
                    + "[\\p{L}\\p{N}-]{1,63}(?:\\.[\\p{L}\\p{N}-]{1,63}){1,8}"),

    /** A day with its time of day, as machines write it: ISO 8601 or RFC 1123. */
    TIMESTAMP(
            Edge.BEFORE
                    + "(?:\\d{4}-\\d{2}-\\d{2}(?:[Tt]|\\s)\\d{2}:\\d{2}(?::\\d{2}(?:[.,]\\d{1,9})?)?"
                    + "(?:\\s?(?:[Zz]|UTC|GMT|[+-]\\d{2}:?\\d{2}))?"
                    + "|\\d{8}T\\d{4}(?:\\d{2})?(?:[Zz]|[+-]\\d{2}:?\\d{2})?"
                    + "|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),\\s\\d{1,2}\\s"
                    + Edge.MONTH
                    + "\\s\\d{4}\\s\\d{2}:\\d{2}:\\d{2}(?:\\s(?:UTC|GMT|[+-]\\d{4}))?)"
                    + Edge.AFTER),

    /** A day of a year, in digits or with the month's English name. */
    DATE(
            Edge.BEFORE
                    + "(?:\\d{4}-\\d{2}-\\d{2}|\\d{1,2}\\.\\d{1,2}\\.\\d{4}|\\d{1,2}/\\d{1,2}/\\d{4}"
                    + "|\\d{1,2}(?:st|nd|rd|th)?\\s"
                    + Edge.MONTH
                    + ",?\\s\\d{4}|"
                    + Edge.MONTH
                    + "\\s\\d{1,2}(?:st|nd|rd|th)?,?\\s\\d{4})"
                    + Edge.AFTER),

    /** A UUID, in its usual form of 36 characters. */
    UUID(
            Edge.BEFORE
                    + "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
                    + Edge.AFTER),

    /**
     * What a machine made up to tell things apart: a UUID; eight or more hexadecimal digits, or
     * sixteen or more letters and digits, also behind a prefix such as {@code req_}, if letters and
     * digits are mixed; and, however short, what has a digit and stands behind {@code id} or {@code
     * #}. A number or a name by itself is none.
     */
    IDENTIFIER(
            UUID.pattern.pattern()
                    + "|"
                    + Edge.BEFORE
                    + "(?:[a-z]{1,12}[_-])?(?=[a-zA-Z]{0,40}\\d)(?=\\d{0,40}[a-zA-Z])"
                    + "(?:[0-9a-fA-F]{8,128}|[0-9a-zA-Z]{16,128})"
                    + Edge.AFTER
                    + "|(?<=(?:(?<![\\p{L}\\p{N}])[iI][dD]|[a-z](?:Id|ID))[ ]{0,2}[:=#]?[ ]{0,2}"
                    + "|(?<![\\p{L}\\p{N}&])#)"
                    + "(?=[a-zA-Z_-]{0,60}\\d)[0-9a-zA-Z]{1,60}(?:[_-][0-9a-zA-Z]{1,60}){0,8}"
                    + Edge.AFTER);

    private final Pattern pattern;

    SlotKind(String pattern) {
        this.pattern = Pattern.compile(pattern);
    }

    /** The name in configurations and events, such as {@code timestamp}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The kind with the label.
     *
     * @throws IllegalArgumentException when there is none
     */
    static SlotKind labelled(String label) {
        for (SlotKind kind : values()) {
            if (kind.label().equals(label)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("There is no kind of slot named " + label);
    }

    Pattern pattern() {
        return pattern;
    }

    /** What several patterns have in common. */
    private static final class Edge {
        static final String BEFORE = "(?<![\\p{L}\\p{N}_])(?<!\\p{N}\\.)";
        static final String AFTER = "(?![\\p{L}\\p{N}_]|\\.\\p{N})";
        static final String MONTH =
                "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
                        + "|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)";
    }
}
