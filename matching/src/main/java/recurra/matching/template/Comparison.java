package recurra.matching.template;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import recurra.matching.text.Lexicon;
import recurra.matching.text.Lexicon.Nearness;

/** Two prompts side by side: what the guards and the signals both need to know. */
final class Comparison {
    private final PromptFeatures one;
    private final PromptFeatures other;

    /** Words with weight that the other prompt has in no form. */
    private final List<Word> onlyOne;

    private final List<Word> onlyOther;

    private final boolean sameSkeleton;

    Comparison(PromptFeatures one, PromptFeatures other) {
        this.one = one;
        this.other = other;
        onlyOne = lacking(one, other);
        onlyOther = lacking(other, one);
        sameSkeleton =
                one.type() == other.type()
                        && Skeleton.of(one.tokens()).equals(Skeleton.of(other.tokens()));
    }

    PromptFeatures one() {
        return one;
    }

    PromptFeatures other() {
        return other;
    }

    List<Word> onlyOne() {
        return onlyOne;
    }

    List<Word> onlyOther() {
        return onlyOther;
    }

    /** Whether the same guarded words stand in the same places. */
    boolean hasSameSkeleton() {
        return sameSkeleton;
    }

    /** Whether a word that one lacks and a word that the other lacks are such a pair. */
    boolean anyPair(PairTest test) {
        for (Word left : onlyOne) {
            for (Word right : onlyOther) {
                if (test.holds(left, right)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether exactly one prompt has such a word. */
    boolean onlyOneHas(Predicate<Word> which) {
        return one.words().stream().anyMatch(which) != other.words().stream().anyMatch(which);
    }

    /** A question about two words. */
    @FunctionalInterface
    interface PairTest {
        boolean holds(Word one, Word other);
    }

    /** How near in meaning the word is to the nearest of the others. */
    static Nearness nearest(Word word, List<Word> others) {
        Nearness nearest = Nearness.FAR;
        for (Word candidate : others) {
            Nearness nearness = Lexicon.nearness(word.lemma(), candidate.lemma());
            nearest = nearness.compareTo(nearest) > 0 ? nearness : nearest;
        }
        return nearest;
    }

    private static List<Word> lacking(PromptFeatures one, PromptFeatures other) {
        Set<String> known = new HashSet<>();
        for (Word word : other.words()) {
            known.add(word.text());
            known.add(word.lemma());
        }
        List<Word> lacking = new ArrayList<>();
        for (Word word : one.words()) {
            if (!word.isFunction()
                    && !known.contains(word.text())
                    && !known.contains(word.lemma())) {
                lacking.add(word);
            }
        }
        return lacking;
    }

    /** The names and numbers of the prompt with the way they stand in it, where it is known. */
    static Map<String, WordRole> roles(PromptFeatures prompt) {
        Map<String, WordRole> roles = new HashMap<>();
        for (Word word : prompt.words()) {
            if (word.kind() == WordClass.NAME || word.kind() == WordClass.NUMBER) {
                roles.putIfAbsent(word.lemma(), word.role());
            }
        }
        return roles;
    }
}
