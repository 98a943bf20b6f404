package recurra.matching.template;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import recurra.matching.template.ComparedPrompt.Theme;
import recurra.matching.template.Comparison.PairTest;

/**
 * How the words that two prompts have in common stand in each: what has changed places, and what
 * one lists that the other asks for alone.
 */
final class Arrangement {
    private static final Set<String> INDEFINITE = Set.of("a", "an");
    private static final Set<String> LISTING = Set.of("and", "or");

    /** What "and" joins may stand the other way round, with an article each. */
    private static final Set<String> LOOSE = Set.of("and", "or", "a", "an", "the");

    private Arrangement() {}

    /**
     * Whether one word stands more often in the first prompt and another more often in the second:
     * "would Ann's family like Ben?" and "would Ben's family like Ben?".
     */
    static boolean trades(Comparison pair) {
        int[] one = pair.countsOne();
        int[] other = pair.countsOther();
        boolean more = false;
        boolean less = false;
        for (int i = 0; i < one.length; i++) {
            more |= other[i] > 0 && one[i] > other[i];
            less |= one[i] > 0 && one[i] < other[i];
        }
        return more && less;
    }

    /** By how much the number of times differs, at most, that a common word stands in each. */
    static int repetition(Comparison pair) {
        int[] one = pair.countsOne();
        int[] other = pair.countsOther();
        int most = 0;
        for (int i = 0; i < one.length; i++) {
            boolean common = one[i] > 0 && other[i] > 0;
            most = common ? Math.max(most, Math.abs(one[i] - other[i])) : most;
        }
        return most;
    }

    /**
     * Whether the same words with weight stand in the same frame of words without, and at least two
     * of them in other places: "what share of teachers are women" and "what share of women are
     * teachers".
     */
    static boolean swaps(Comparison pair) {
        if (!haveTheSameWords(pair)) {
            return false;
        }
        Frame left = Frame.of(pair.one());
        Frame right = Frame.of(pair.other());
        if (!left.frame().equals(right.frame())
                || left.places().size() < 2
                || !left.places().keySet().equals(right.places().keySet())) {
            return false;
        }
        long moved =
                left.places().entrySet().stream()
                        .filter(word -> !word.getValue().equals(right.places().get(word.getKey())))
                        .count();
        return moved >= 2 || (!isList(pair.sideOne()) && reverses(left.words(), right.words()));
    }

    /** Whether each has all words with weight that the other has. */
    private static boolean haveTheSameWords(Comparison pair) {
        int[] one = pair.countsOne();
        int[] other = pair.countsOther();
        int known = 0;
        for (int i = 0; i < one.length; i++) {
            if (one[i] > 0 != other[i] > 0) {
                return false;
            }
            known += other[i];
        }
        return known == pair.sideOther().weighty();
    }

    /** Whether two words have changed sides of a third: "cats chase dogs", "dogs chase cats". */
    private static boolean reverses(List<String> one, List<String> other) {
        for (int i = 0; i < one.size(); i++) {
            for (int j = i + 2; j < one.size(); j++) {
                if (other.indexOf(one.get(i)) - other.indexOf(one.get(j)) >= 2) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether it names one thing beside another. */
    static boolean isList(ComparedPrompt prompt) {
        return prompt.speaksOf(Theme.LISTING);
    }

    /**
     * Whether one lists two things of which the other has one: "advantages and disadvantages" and
     * "disadvantages".
     *
     * @param alike which two things may be such
     */
    static boolean listsMore(Comparison pair, PairTest alike) {
        boolean one = isList(pair.sideOne());
        boolean other = isList(pair.sideOther());
        if (one == other) {
            return false;
        }
        return one
                ? lists(pair.one().words(), pair::otherKnows, alike)
                : lists(pair.other().words(), pair::oneKnows, alike);
    }

    /**
     * Whether one says of a thing what the other does not say, and has all words of the other: "an
     * experienced teacher" and "a teacher".
     */
    static boolean addsAttribute(Comparison pair) {
        return adds(pair.one(), pair.onlyOne(), pair.onlyOther())
                || adds(pair.other(), pair.onlyOther(), pair.onlyOne());
    }

    private static boolean adds(PromptFeatures prompt, List<Word> own, List<Word> lacking) {
        if (own.size() != 1 || !lacking.isEmpty()) {
            return false;
        }
        List<Word> words = prompt.words();
        int place = words.indexOf(own.getFirst());
        return place > 0
                && place + 1 < words.size()
                && INDEFINITE.contains(words.get(place - 1).text())
                && !words.get(place + 1).isFunction();
    }

    private static boolean lists(List<Word> words, IntPredicate known, PairTest alike) {
        for (int i = 1; i + 1 < words.size(); i++) {
            Word before = words.get(i - 1);
            Word after = words.get(i + 1);
            if (LISTING.contains(words.get(i).text())
                    && !before.isFunction()
                    && !after.isFunction()
                    && known.test(i - 1) != known.test(i + 1)
                    && alike.holds(before, after)) {
                return true;
            }
        }
        return false;
    }

    /**
     * A prompt's words without weight in their order, and of each other word behind how many of
     * them it stands, and those others in their order.
     */
    private record Frame(
            List<String> frame, Map<String, List<Integer>> places, List<String> words) {
        static Frame of(PromptFeatures prompt) {
            List<String> frame = new ArrayList<>();
            List<String> words = new ArrayList<>();
            Map<String, List<Integer>> places = new HashMap<>();
            for (Word word : prompt.words()) {
                if (!word.isFunction()) {
                    words.add(word.lemma());
                    places.computeIfAbsent(word.lemma(), _ -> new ArrayList<>()).add(frame.size());
                } else if (!LOOSE.contains(word.text())) {
                    frame.add(word.lemma());
                }
            }
            return new Frame(frame, places, words);
        }
    }
}
