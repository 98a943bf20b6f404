package recurra.matching.template;

import java.util.Locale;

/** A figure that tells how alike two prompts are; the score is a function of them all. */
enum Signal {
    /** Of the prompts' vectors, -1 to 1. */
    COSINE(false),
    /** How well the words of one find their like in the other, by their vectors: the worse side. */
    ALIGNMENT_LEAST(true),
    /** The same: the better side. */
    ALIGNMENT_MOST(true),
    /** The word that finds its like least, on the worse side. */
    ALIGNMENT_WORST(true),
    /** The word that finds its like least, on the better side. */
    ALIGNMENT_WORST_OF_BEST(true),
    /** What the words that the other lacks leave unsaid, by vector and rarity. */
    ALIGNMENT_RESIDUE(true),
    /** The least alignment of a word that the other lacks. */
    ALIGNMENT_RESIDUE_WORST(true),
    /**
     * The cosine of the words that only one has to those that only the other has, taken together.
     */
    ALIGNMENT_OF_RESIDUES(true),
    /** The share of rarity in words that the other lacks, both sides. */
    RESIDUE(false),
    /** The rarest word that the other lacks. */
    RESIDUE_RAREST(false),
    /** The same on the side that lacks less. */
    RESIDUE_RAREST_LEAST(false),
    /** {@link #RESIDUE} without synonyms. */
    RESIDUE_OF_MEANING(false),
    /** {@link #RESIDUE_RAREST} without synonyms. */
    RESIDUE_OF_MEANING_RAREST(false),
    /** How many words one side lacks, both sides. */
    UNMATCHED(false),
    /** How many words the side lacks that lacks less. */
    UNMATCHED_LEAST(false),
    /** How many words with weight they share. */
    SHARED(false),
    /** Words with weight in common (Dice). */
    OVERLAP(false),
    /** All words in common (Dice). */
    OVERLAP_OF_ALL(false),
    /** Pairs of neighbouring words in common (Dice). */
    OVERLAP_OF_PAIRS(false),
    /** Runs of three letters in common (Jaccard). */
    LETTERS(false),
    /** The difference of the numbers of words, as a share. */
    LENGTH_DIFFERENCE(false),
    /** The logarithm of the number of words. */
    LENGTH(false),
    /** The share of pairs of common words that stand the other way round. */
    INVERSIONS(false),
    /** By how much the number of times differs that a common word with weight stands in each. */
    REPETITION(false),
    /** Function words that only one has. */
    FUNCTION_WORDS(false),
    /** Whether the first words differ. */
    FIRST_WORD(false),
    /** Whether the last words differ. */
    LAST_WORD(false),
    /** Whether they ask for other kinds of things. */
    QUESTION_TYPE(false),
    /** Whether one asks with a question word and the other without. */
    QUESTION_WORD(false),
    /** Whether one asks for yes or no and the other does not. */
    YES_NO(false),
    /** Whether one asks how and the other does not. */
    MANNER(false),
    /** Whether one asks for a number of things and the other does not. */
    COUNT(false),
    /** Whether one asks for an extreme and the other does not. */
    EXTREME(false),
    /** Whether one lists two things of which the other has one. */
    LISTING(false),
    /** Whether one asks why and the other does not. */
    REASON(false),
    /** Whether one has a name that the other lacks. */
    NAMES(false),
    /** Whether they name other things of one kind, such as two animals. */
    KIND(false),
    /** Whether one speaks of the speaker and the other does not. */
    FIRST_PERSON(false),
    /** Whether one speaks to the reader and the other does not. */
    SECOND_PERSON(false),
    /** Whether one asks what should be and the other does not. */
    OBLIGATION(false),
    /** Whether one speaks of the past and the other does not. */
    PAST(false),
    /** Whether one asks for the best and the other does not. */
    BEST(false),
    /** Whether the same guarded words stand in the same places. */
    SAME_SKELETON(false);

    /** How many signals there are. */
    static final int COUNT_OF_ALL = values().length;

    private final boolean needsWordVectors;
    private final String label = name().toLowerCase(Locale.ROOT);

    Signal(boolean needsWordVectors) {
        this.needsWordVectors = needsWordVectors;
    }

    /** Whether only prompts with vectors of their words have it. */
    boolean needsWordVectors() {
        return needsWordVectors;
    }

    /** The signal's name in evidence and in the file of weights. */
    String label() {
        return label;
    }
}
