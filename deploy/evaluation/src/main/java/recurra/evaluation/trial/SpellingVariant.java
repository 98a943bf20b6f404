package recurra.evaluation.trial;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** A way to spell the same question differently. */
public enum SpellingVariant {
    LOWER_CASE(text -> text.toLowerCase(Locale.ROOT)),
    UPPER_CASE(text -> text.toUpperCase(Locale.ROOT)),
    TITLE_CASE(SpellingVariant::titleCase),
    /** Everything small but the first letter. */
    SENTENCE_CASE(SpellingVariant::sentenceCase),
    DOUBLE_SPACES(text -> text.replace(" ", "  ")),
    SPACES_AROUND(text -> "  " + text + " \n"),
    NO_BREAK_SPACES(text -> text.replace(' ', '\u00A0')),
    FULL_WIDTH_SPACES(text -> text.replace(' ', '\u3000')),
    NO_CLOSING_MARK(text -> closing(text, "")),
    /** Only where there is no mark: another mark may ask something else. */
    FULL_STOP(text -> closing(text, "").equals(text) ? text + "." : text),
    SPACE_BEFORE_MARK(text -> text.endsWith("?") ? closing(text, " ?") : text),
    DOUBLED_MARK(text -> text.endsWith("?") ? closing(text, "??") : text),
    DECOMPOSED(text -> Normalizer.normalize(text, Normalizer.Form.NFD)),
    CURLY_QUOTES(SpellingVariant::curly);

    private static final Pattern CLOSING = Pattern.compile("\\s*[?.!\uFF1F\u3002\uFF01]+\\s*$");

    private final UnaryOperator<String> spelling;

    SpellingVariant(UnaryOperator<String> spelling) {
        this.spelling = spelling;
    }

    /** The question in this spelling; nothing where that is how it is spelled anyway. */
    public Optional<String> of(String question) {
        String variant = spelling.apply(question);
        return variant.equals(question) || variant.isBlank()
                ? Optional.empty()
                : Optional.of(variant);
    }

    /** The variant's name in reports. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String titleCase(String text) {
        StringBuilder title = new StringBuilder(text.toLowerCase(Locale.ROOT));
        boolean start = true;
        for (int i = 0; i < title.length(); i++) {
            char c = title.charAt(i);
            if (start && Character.isLetter(c)) {
                title.setCharAt(i, Character.toTitleCase(c));
            }
            // Not behind an apostrophe: "Don't".
            start = !Character.isLetterOrDigit(c) && c != '\'' && c != '\u2019';
        }
        return title.toString();
    }

    private static String sentenceCase(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.isEmpty()
                ? lower
                : Character.toTitleCase(lower.charAt(0)) + lower.substring(1);
    }

    private static String closing(String text, String mark) {
        return CLOSING.matcher(text).replaceFirst("") + mark;
    }

    private static String curly(String text) {
        StringBuilder curly = new StringBuilder(text);
        boolean open = true;
        for (int i = 0; i < curly.length(); i++) {
            if (curly.charAt(i) == '\'') {
                curly.setCharAt(i, '\u2019');
            } else if (curly.charAt(i) == '"') {
                curly.setCharAt(i, open ? '\u201C' : '\u201D');
                open = !open;
            }
        }
        return curly.toString();
    }
}
