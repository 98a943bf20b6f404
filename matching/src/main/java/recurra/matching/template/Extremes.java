package recurra.matching.template;

import java.util.Set;
import java.util.stream.Collectors;
import recurra.matching.text.Lexicon;
import recurra.matching.text.WordList;

/** What a prompt asks for the most of: the tallest, the best, the first, the only one. */
final class Extremes {
    private static final Set<String> SINGLING = WordList.set("singling-out");

    /** The last words of the phrases among them. */
    private static final Set<String> ENDS =
            SINGLING.stream()
                    .filter(entry -> entry.contains(" "))
                    .map(entry -> entry.substring(entry.lastIndexOf(' ') + 1))
                    .collect(Collectors.toUnmodifiableSet());

    private static final Set<String> EXTREMES = WordList.set("extremes");

    private Extremes() {}

    /** Whether a word of it is an end of some scale. */
    static boolean named(PromptFeatures prompt) {
        return prompt.has(Extremes::isExtreme);
    }

    /** Whether the word is an end of some scale. */
    static boolean isExtreme(Word word) {
        return EXTREMES.contains(word.text()) || Lexicon.isSuperlative(word.text());
    }

    /** Whether it asks for some only of what it would ask for without the words that say so. */
    static boolean singledOut(PromptFeatures prompt) {
        String before = "";
        for (Word word : prompt.words()) {
            String text = word.text();
            if (SINGLING.contains(text)
                    || (ENDS.contains(text) && SINGLING.contains(before + " " + text))) {
                return true;
            }
            before = text;
        }
        return false;
    }
}
