package recurra.matching.template;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import recurra.matching.template.ComparedPrompt.Numbering;
import recurra.matching.text.Lexicon;
import recurra.matching.text.Lexicon.Nearness;

/** Two prompts side by side: what the guards and the signals both need to know. */
final class Comparison {
    private final ComparedPrompt sideOne;
    private final ComparedPrompt sideOther;
    private final PromptFeatures one;
    private final PromptFeatures other;

    /** The other's words by the numbers that they have in the one. */
    private final int[] otherTexts;

    private final int[] otherLemmas;

    /** Which of the one's numbers stand in the other. */
    private final boolean[] inOther;

    /** How often each of the one's numbers is the lemma of a word with weight. */
    private final int[] countsOne;

    private final int[] countsOther;

    /** Words with weight that the other prompt has in no form. */
    private final List<Word> onlyOne = new ArrayList<>();

    private final List<Word> onlyOther = new ArrayList<>();

    private final boolean sameSkeleton;

    Comparison(ComparedPrompt sideOne, ComparedPrompt sideOther) {
        this.sideOne = sideOne;
        this.sideOther = sideOther;
        one = sideOne.features();
        other = sideOther.features();
        Numbering numbering = sideOne.numbering();
        otherTexts = numbering.ofTexts(other.words());
        otherLemmas = numbering.ofLemmas(other.words());
        inOther = new boolean[numbering.size()];
        countsOne = new int[numbering.size()];
        countsOther = new int[numbering.size()];
        readOther();
        readOne(numbering);
        sameSkeleton =
                one.type() == other.type() && Skeleton.areEqual(one.tokens(), other.tokens());
    }

    private void readOther() {
        for (int i = 0; i < otherTexts.length; i++) {
            int text = otherTexts[i];
            int lemma = otherLemmas[i];
            if (text != Numbering.UNKNOWN) {
                inOther[text] = true;
            }
            if (lemma != Numbering.UNKNOWN) {
                inOther[lemma] = true;
            }
            Word word = other.words().get(i);
            if (word.isFunction()) {
                continue;
            }
            if (lemma != Numbering.UNKNOWN) {
                countsOther[lemma]++;
            } else if (text == Numbering.UNKNOWN) {
                onlyOther.add(word);
            }
        }
    }

    private void readOne(Numbering numbering) {
        for (int i = 0; i < one.words().size(); i++) {
            Word word = one.words().get(i);
            if (!word.isFunction()) {
                int lemma = numbering.lemmas()[i];
                countsOne[lemma]++;
                if (!inOther[lemma] && !inOther[numbering.texts()[i]]) {
                    onlyOne.add(word);
                }
            }
        }
    }

    PromptFeatures one() {
        return one;
    }

    PromptFeatures other() {
        return other;
    }

    ComparedPrompt sideOne() {
        return sideOne;
    }

    ComparedPrompt sideOther() {
        return sideOther;
    }

    /** The texts of the one's words, as its own numbers. */
    int[] textsOne() {
        return sideOne.numbering().texts();
    }

    /** The texts of the other's words, as the one's numbers. */
    int[] textsOther() {
        return otherTexts;
    }

    int[] lemmasOne() {
        return sideOne.numbering().lemmas();
    }

    int[] lemmasOther() {
        return otherLemmas;
    }

    /** How often each of the one's numbers is the lemma of a word with weight in the one. */
    int[] countsOne() {
        return countsOne;
    }

    /** How often each of the one's numbers is the lemma of a word with weight in the other. */
    int[] countsOther() {
        return countsOther;
    }

    /** Whether the other has the lemma of the one's word at the place, as a text or a lemma. */
    boolean otherKnows(int place) {
        return inOther[lemmasOne()[place]];
    }

    /** Whether the one has the lemma of the other's word at the place, as a text or a lemma. */
    boolean oneKnows(int place) {
        return otherLemmas[place] != Numbering.UNKNOWN;
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
        return one.has(which) != other.has(which);
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
