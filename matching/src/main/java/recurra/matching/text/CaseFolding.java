package recurra.matching.text;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Puts the words of one text in lower case, unless their case may carry meaning: {@code US} and
 * {@code us}, {@code Polish} and {@code polish}, {@code C} and {@code c}, {@code getUser}. Two
 * spellings taken for two questions cost a miss, no more.
 */
public final class CaseFolding {
    private static final Set<String> ACRONYMS = WordList.set("acronyms");
    private static final Set<String> UNLIKELY_ACRONYMS = WordList.set("acronyms-unlikely");
    private static final Set<String> PROPER_NAMES =
            Stream.of("proper-names", "product-names")
                    .map(WordList::set)
                    .flatMap(Set::stream)
                    .collect(Collectors.toUnmodifiableSet());

    private static final Set<String> BRANDS = WordList.set("brands");

    /** Proper names that are verbs where a sentence begins with them. */
    private static final Set<String> MODALS = Set.of("may", "will");

    private final boolean shouting;

    /** The folding of this text's words. */
    public CaseFolding(String text) {
        shouting = text.codePoints().noneMatch(Character::isLowerCase);
    }

    /** Whether the whole text is in capitals, so that capitals tell nothing. */
    public boolean isShouting() {
        return shouting;
    }

    /**
     * The folded word.
     *
     * @param word letters and apostrophes
     * @param first whether a sentence begins with the word
     */
    public String fold(String word, boolean first) {
        String lower = word.toLowerCase(Locale.ROOT);
        if (lower.equals(word)) {
            return word;
        }
        int head = Character.charCount(word.codePointAt(0));
        if (head == word.length()) {
            return lower.equals("a") || lower.equals("i") ? lower : word;
        }
        String tail = word.substring(head);
        String lowerTail = tail.toLowerCase(Locale.ROOT);
        boolean capitalized = tail.equals(lowerTail);
        boolean allCapitals = !capitalized && word.equals(word.toUpperCase(Locale.ROOT));
        if (!capitalized && !allCapitals) {
            return BRANDS.contains(bare(lower)) || isPluralOfCapitals(word) ? lower : word;
        }
        String bare = bare(lower);
        if (allCapitals && ACRONYMS.contains(bare)) {
            return shouting && UNLIKELY_ACRONYMS.contains(bare) ? lower : word;
        }
        if (PROPER_NAMES.contains(bare) && !(first && MODALS.contains(bare))) {
            return word.substring(0, head) + lowerTail;
        }
        return lower;
    }

    /** "IT's" is about IT as "IT" is. */
    private static String bare(String lower) {
        int apostrophe = lower.indexOf('\'');
        return apostrophe < 0 ? lower : lower.substring(0, apostrophe);
    }

    /** As in "NGOs". */
    private static boolean isPluralOfCapitals(String word) {
        String one = word.substring(0, word.length() - 1);
        return word.endsWith("s")
                && one.length() > 2
                && one.equals(one.toUpperCase(Locale.ROOT))
                && !ACRONYMS.contains(one.toLowerCase(Locale.ROOT));
    }
}
