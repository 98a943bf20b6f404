package recurra.store;

/**
 * A store could not answer, or not in time. Readers on the request path fail open: they treat it as
 * a miss and say so; consumers wait and try again.
 */
public final class StoreUnavailableException extends RuntimeException {
    private final Reason reason;

    public StoreUnavailableException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** Why the store did not answer. */
    public enum Reason {
        /** No answer within the deadline. */
        TIMEOUT,
        /** No connection, or the store refused. */
        UNREACHABLE
    }
}
