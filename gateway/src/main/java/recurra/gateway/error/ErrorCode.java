package recurra.gateway.error;

import java.util.Locale;

/** Everything that a request to the gateway can end in besides an answer. */
public enum ErrorCode {
    INVALID_REQUEST(Kind.CLIENT, 400, false),
    INVALID_HEADER(Kind.CLIENT, 400, false),
    INVALID_API_KEY(Kind.CLIENT, 401, false),
    MODEL_NOT_FOUND(Kind.CLIENT, 404, false),
    UNKNOWN_URL(Kind.CLIENT, 404, false),
    METHOD_NOT_ALLOWED(Kind.CLIENT, 405, false),
    REQUEST_TOO_LARGE(Kind.CLIENT, 413, false),
    UNSUPPORTED_ENCODING(Kind.CLIENT, 415, false),
    RATE_LIMIT_EXCEEDED(Kind.CAPACITY, 429, true),
    GATEWAY_FULL(Kind.CAPACITY, 503, true),
    NO_PROVIDER(Kind.CAPACITY, 503, true),
    PROVIDERS_UNAVAILABLE(Kind.CAPACITY, 503, true),
    EMBEDDER_UNAVAILABLE(Kind.CAPACITY, 503, true),
    UPSTREAM_UNREACHABLE(Kind.UPSTREAM, 502, true),
    UPSTREAM_BROKEN(Kind.UPSTREAM, 502, true),
    UPSTREAM_STREAM_ERROR(Kind.UPSTREAM, 502, true),
    UPSTREAM_TIMEOUT(Kind.UPSTREAM, 504, true),
    INTERNAL_ERROR(Kind.INTERNAL, 500, false);

    private final Kind kind;
    private final int status;
    private final boolean retryable;

    ErrorCode(Kind kind, int status, boolean retryable) {
        this.kind = kind;
        this.status = status;
        this.retryable = retryable;
    }

    /** Whose doing an error is. */
    public enum Kind {
        CLIENT,
        UPSTREAM,
        CAPACITY,
        INTERNAL
    }

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
