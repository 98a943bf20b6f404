package recurra.matching.template;

/**
 * A word of a prompt, as the score compares it.
 *
 * @param text in lower case, without a possessive ending
 * @param lemma the text without endings
 * @param rarity from 0 (in every text) to 1 (in none)
 */
record Word(String text, String lemma, WordClass kind, WordRole role, double rarity) {
    boolean isFunction() {
        return kind == WordClass.FUNCTION;
    }

    /** Without content: no prompt reaches a log. */
    @Override
    public String toString() {
        return "Word[kind=" + kind + ", role=" + role + ", length=" + text.length() + "]";
    }
}
