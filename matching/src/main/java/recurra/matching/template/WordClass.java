package recurra.matching.template;

/** What a word does for the meaning of a prompt. */
enum WordClass {
    /** Holds the sentence together: the, of, do, my. */
    FUNCTION,
    /** Carries meaning that other words might carry as well. */
    CONTENT,
    /** Names one thing: a proper name, a code, a word that nobody knows. */
    NAME,
    /** A number, or anything with a digit in it. */
    NUMBER,
    /** A day, a month or a time of day. */
    TIME
}
