package recurra.evaluation.data;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** The text of a question as the evaluation groups it, which is coarser than any tier compares. */
public final class QuestionText {
    private static final Pattern NEITHER_LETTER_NOR_DIGIT =
            Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");

    private QuestionText() {}

    /** The words in lower case with one space between; the text itself where it has no words. */
    public static String folded(String text) {
        String compatible = Normalizer.normalize(text, Normalizer.Form.NFKC);
        String words =
                NEITHER_LETTER_NOR_DIGIT
                        .matcher(compatible.toLowerCase(Locale.ROOT))
                        .replaceAll(" ")
                        .strip();
        return words.isEmpty() ? text : words;
    }
}
