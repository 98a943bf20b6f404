package recurra.matching.template;

/** What kind of answer a prompt asks for. */
public enum QuestionType {
    /** What or which, or an order to tell it. */
    WHAT,
    WHO,
    WHOSE,
    WHERE,
    WHEN,
    WHY,
    HOW,
    YES_NO,
    /** Anything else that ends with a question mark. */
    OTHER_QUESTION,
    STATEMENT
}
