package recurra.evaluation.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import recurra.evaluation.data.QuestionText;

/** Text that becomes HTML. Everything that comes from data goes through {@link #text}. */
final class Html {
    private Html() {}

    /** The text with everything replaced that means something in HTML. */
    static String text(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c < ' ' && c != '\n' && c != '\t' ? '\uFFFD' : c);
            }
        }
        return out.toString();
    }

    /** The text with those words marked that the other does not have. */
    static String difference(String text, String other) {
        Set<String> known =
                Arrays.stream(other.split("\\s+"))
                        .map(QuestionText::folded)
                        .collect(Collectors.toSet());
        return Arrays.stream(text.strip().split("\\s+"))
                .map(word ->
                        known.contains(QuestionText.folded(word))
                                ? text(word)
                                : "<mark>" + text(word) + "</mark>")
                .collect(Collectors.joining(" "));
    }

    /** A name that can stand in an address. */
    static String anchor(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }
}
