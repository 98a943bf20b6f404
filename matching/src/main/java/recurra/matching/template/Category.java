package recurra.matching.template;

/** Questions that are asked for other things in other ways, and so have thresholds of their own. */
public enum Category {
    /** Both name things, numbers or times, which guards compare. */
    SLOTTED,
    /** Neither has a name, a number or a time: the score alone tells them apart. */
    OPEN,
    /** In a language whose words no list knows. */
    FOREIGN;

    static Category of(Comparison pair) {
        if (!pair.one().english() || !pair.other().english()) {
            return FOREIGN;
        }
        return hasSlots(pair.one()) && hasSlots(pair.other()) ? SLOTTED : OPEN;
    }

    private static boolean hasSlots(PromptFeatures prompt) {
        return prompt.words().stream()
                .anyMatch(word ->
                        switch (word.kind()) {
                            case NAME, NUMBER, TIME -> true;
                            case FUNCTION, CONTENT -> false;
                        });
    }
}
