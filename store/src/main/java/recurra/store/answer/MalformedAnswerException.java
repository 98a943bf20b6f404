package recurra.store.answer;

/**
 * An answer does not have the form of a chat completion. Such an answer is passed on, but never
 * stored.
 */
public final class MalformedAnswerException extends RuntimeException {
    public MalformedAnswerException(String message) {
        super(message);
    }
}
