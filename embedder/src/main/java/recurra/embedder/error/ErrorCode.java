package recurra.embedder.error;

import java.util.Locale;

/** Everything that a request to the embedder can end in besides an answer. */
public enum ErrorCode {
    INVALID_REQUEST(Kind.CLIENT, 400, false),
    MODEL_NOT_FOUND(Kind.CLIENT, 404, false),
    NOT_FOUND(Kind.CLIENT, 404, false),
    METHOD_NOT_ALLOWED(Kind.CLIENT, 405, false),
    REQUEST_TOO_LARGE(Kind.CLIENT, 413, false),
    QUEUE_FULL(Kind.CAPACITY, 503, true),
    MODEL_UNAVAILABLE(Kind.UPSTREAM, 503, true),
    MODEL_MISCONFIGURED(Kind.UPSTREAM, 502, false),
    INTERNAL(Kind.INTERNAL, 500, false);

    private final Kind kind;
    private final int status;
    private final boolean retryable;

    ErrorCode(Kind kind, int status, boolean retryable) {
        this.kind = kind;
        this.status = status;
        this.retryable = retryable;
    }

    /** Whose doing it is. */
    public enum Kind {
        CLIENT,
        UPSTREAM,
        CAPACITY,
        INTERNAL
    }

    /** Whose doing it is. */
    public Kind kind() {
        return kind;
    }

    /** The HTTP status that goes with it. */
    public int status() {
        return status;
    }

    /** Whether the same request may succeed later. */
    public boolean retryable() {
        return retryable;
    }

    /** OpenAI's word for the kind of error. */
    public String type() {
        return kind == Kind.CLIENT ? "invalid_request_error" : "server_error";
    }

    /** The code as clients see it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
