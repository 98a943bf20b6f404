package recurra.store.answer;

import java.lang.Character.UnicodeScript;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Cuts a text into pieces of a few words, never inside a grapheme (UAX #29). White space stays with
 * the word before it, and where a script writes none between words each grapheme counts as one.
 */
final class TextCutter {
    private static final int MOST_WORDS = 4;

    /** A piece ends here where words do not. */
    private static final int MOST_GRAPHEMES = 24;

    private final RandomGenerator random;
    private final int coarseness;

    /**
     * @param coarseness how many times more than usual a piece has
     */
    TextCutter(RandomGenerator random, int coarseness) {
        this.random = random;
        this.coarseness = coarseness;
    }

    /** Where the pieces end, ascending; the last is the end of the text. */
    List<Integer> ends(String text) {
        List<Integer> ends = new ArrayList<>();
        BreakIterator graphemes = BreakIterator.getCharacterInstance(Locale.ROOT);
        graphemes.setText(text);
        int most = words();
        int words = 0;
        int length = 0;
        boolean afterSpace = false;
        for (int at = 0; at < text.length(); at = graphemes.current()) {
            int character = text.codePointAt(at);
            boolean space = Character.isWhitespace(character);
            words += (afterSpace && !space) || isWordByItself(character) ? 1 : 0;
            if (words >= most || length >= MOST_GRAPHEMES * coarseness) {
                ends.add(at);
                most = words();
                words = 0;
                length = 0;
            }
            afterSpace = space;
            length++;
            graphemes.next();
        }
        ends.remove(Integer.valueOf(0));
        ends.add(text.length());
        return ends;
    }

    private int words() {
        return coarseness * random.nextInt(1, MOST_WORDS + 1);
    }

    private static boolean isWordByItself(int character) {
        return Character.isIdeographic(character)
                || switch (UnicodeScript.of(character)) {
                    case HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR, TIBETAN -> true;
                    default -> false;
                };
    }
}
