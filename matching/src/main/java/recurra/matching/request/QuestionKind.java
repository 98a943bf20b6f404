package recurra.matching.request;

import java.util.Locale;

/**
 * A kind of question, as word lists tell it, that stays out of the comparison unless a route
 * declares that it is compared. The order is that in which they are looked for.
 */
public enum QuestionKind {
    /** It is an order, not a question. */
    ACTING,

    /** The answer changes by the day. */
    LIVE,

    /** The answer depends on who asks. */
    PERSONAL,

    /** The question depends on what was said before. */
    DEICTIC;

    /** The name in configurations and events, such as {@code personal}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The kind with the label.
     *
     * @throws IllegalArgumentException when there is none
     */
    static QuestionKind labelled(String label) {
        for (QuestionKind kind : values()) {
            if (kind.label().equals(label)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("There is no kind of question named " + label);
    }
}
