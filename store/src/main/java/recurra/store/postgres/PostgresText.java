package recurra.store.postgres;

/**
 * Text in the form that Postgres can keep: without NUL and without halves of surrogate pairs, which
 * JSON may hold and UTF-8 may not.
 */
public final class PostgresText {
    private static final char REPLACEMENT = '\uFFFD';

    private PostgresText() {}

    /** The text with U+FFFD in place of what cannot be kept. */
    public static String plain(String text) {
        return rewrite(text, false);
    }

    /**
     * The JSON text with escapes in place of what cannot be kept: the same document, and nothing is
     * lost.
     */
    public static String json(String text) {
        return rewrite(text, true);
    }

    private static String rewrite(String text, boolean escape) {
        int kept = 0;
        while (kept < text.length() && fits(text, kept)) {
            kept++;
        }
        if (kept == text.length()) {
            return text;
        }
        StringBuilder rewritten = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (fits(text, i)) {
                rewritten.append(c);
            } else if (escape) {
                rewritten.append(String.format("\\u%04x", (int) c));
            } else {
                rewritten.append(REPLACEMENT);
            }
        }
        return rewritten.toString();
    }

    private static boolean fits(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
        }
        return c != 0;
    }
}
