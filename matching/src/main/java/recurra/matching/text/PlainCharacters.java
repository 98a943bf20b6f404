package recurra.matching.text;

import java.text.Normalizer;

/**
 * Text in Unicode's composed form (NFC), with typographic quotes, dashes and spaces made plain and
 * invisible characters dropped. Compatibility forms that differ in meaning stay: x² is not x2.
 */
public final class PlainCharacters {
    private PlainCharacters() {}

    /** The text with plain characters. */
    public static String of(String text) {
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        StringBuilder out = new StringBuilder(composed.length());
        for (int i = 0; i < composed.length(); i++) {
            char c = composed.charAt(i);
            if (c < 0x80) {
                out.append(c);
            } else {
                appendPlain(out, c);
            }
        }
        return out.toString();
    }

    private static void appendPlain(StringBuilder out, char c) {
        switch (c) {
            case '\u00AD', '\u200B', '\u2060', '\uFEFF' -> {}
            case '\u2018', '\u2019', '\u201A', '\u201B', '\u02BC' -> out.append('\'');
            case '\u00AB', '\u00BB', '\u201C', '\u201D', '\u201E', '\u201F' -> out.append('"');
            case '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2015', '\u2212' ->
                    out.append('-');
            case '\u2026' -> out.append("...");
            case '\u3002' -> out.append('.');
            case '\u2028', '\u2029', '\u0085' -> out.append('\n');
            default -> {
                if (c >= '\uFF01' && c <= '\uFF5E') {
                    // Full-width forms of ASCII.
                    out.append((char) (c - 0xFEE0));
                } else if (c >= '\uFB00' && c <= '\uFB06') {
                    // Ligatures such as the one of f and i.
                    out.append(Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFKC));
                } else if (Character.isSpaceChar(c)) {
                    out.append(' ');
                } else {
                    out.append(c);
                }
            }
        }
    }
}
