package recurra.matching.template;

/** What a word of a prompt is to the guards. */
public enum TokenKind {
    WORD,
    /** How two things stand to each other: from, to, than, before. */
    RELATION,
    NEGATION,
    /** How many, how much or how far: all, most, best, last. */
    QUANTIFIER,
    /** A number in digits, whatever way it was written: {@code 1000}, {@code 3rd}, {@code 9:30}. */
    NUMBER,
    /** What stood in quotation marks, as it was. */
    QUOTED,
    /** An identifier, a symbol or anything else whose case and signs count: {@code C++}. */
    CODE,
    /** What parts clauses or sentences; it never stands at the end. */
    MARK
}
