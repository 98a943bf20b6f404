package recurra.store.answer;

/**
 * A piece of an answer that is re-cut.
 *
 * @param data of a {@code chat.completion.chunk} event
 * @param text what it adds to the answer; empty when it adds no text
 */
public record AnswerPiece(String data, String text) {
    /** Without content. */
    @Override
    public String toString() {
        return "AnswerPiece[length=" + data.length() + "]";
    }
}
