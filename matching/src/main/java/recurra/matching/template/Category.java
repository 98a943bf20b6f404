package recurra.matching.template;

/** Pairs of questions that err in different ways, and so have thresholds of their own. */
public enum Category {
    /**
     * The same words that count stand in the same places, so that only the wording around differs.
     */
    SAME_WORDS,
    /** Both name things, numbers or times, which guards compare. */
    SLOTTED,
    /** One has no name, no number and no time: the score alone tells them apart. */
    OPEN;

    static Category of(Comparison pair) {
        if (pair.hasSameSkeleton()) {
            return SAME_WORDS;
        }
        return hasSlots(pair.one()) && hasSlots(pair.other()) ? SLOTTED : OPEN;
    }

    private static boolean hasSlots(PromptFeatures prompt) {
        return prompt.has(word ->
                switch (word.kind()) {
                    case NAME, NUMBER, TIME -> true;
                    case FUNCTION, CONTENT -> false;
                });
    }
}
