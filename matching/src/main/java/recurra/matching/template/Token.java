package recurra.matching.template;

/** A word of a prompt that can change its answer. */
public record Token(TokenKind kind, String text) {
    boolean is(String word) {
        return text.equals(word);
    }

    /** Without content: no prompt reaches a log. */
    @Override
    public String toString() {
        return "Token[kind=" + kind + ", length=" + text.length() + "]";
    }
}
