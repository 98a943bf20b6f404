package recurra.store.answer;

/**
 * Bytes that should hold an answer hold something else. Readers treat the answer as absent, count
 * it and say so: it can be had again from the log.
 */
public final class UnreadableAnswerException extends RuntimeException {
    public UnreadableAnswerException(String message) {
        super(message);
    }

    public UnreadableAnswerException(String message, Throwable cause) {
        super(message, cause);
    }
}
