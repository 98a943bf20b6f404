package recurra.matching.template;

import java.util.Set;
import recurra.matching.text.Lexicon;
import recurra.matching.text.WordList;

/** What a prompt asks for the most of: the tallest, the best, the first, the only one. */
final class Extremes {
    private static final Set<String> SINGLING = WordList.set("singling-out");
    private static final Set<String> EXTREMES = WordList.set("extremes");

    private Extremes() {}

    /** Whether it asks for an end of some scale, or singles something out. */
    static boolean in(PromptFeatures prompt) {
        return singleOut(prompt) || prompt.words().stream().anyMatch(Extremes::isExtreme);
    }

    /** Whether the word is an end of some scale. */
    static boolean isExtreme(Word word) {
        return EXTREMES.contains(word.text()) || Lexicon.isSuperlative(word.text());
    }

    /** Whether it asks for some only of what it would ask for without the words that say so. */
    static boolean singleOut(PromptFeatures prompt) {
        String before = "";
        for (Word word : prompt.words()) {
            if (SINGLING.contains(word.text()) || SINGLING.contains(before + " " + word.text())) {
                return true;
            }
            before = word.text();
        }
        return false;
    }
}
