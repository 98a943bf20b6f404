package recurra.evaluation.data;

/** Data that cannot be used. The message names the place and says what to change. */
public final class DataException extends RuntimeException {
    public DataException(String message) {
        super(message);
    }

    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
