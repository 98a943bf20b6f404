package recurra.admin.error;

import java.util.Locale;

/** Everything that a request to the admin API can end in besides an answer. */
public enum ErrorCode {
    INVALID_REQUEST(Kind.CLIENT, 400, false, "The request is not valid"),
    UNAUTHENTICATED(Kind.CLIENT, 401, false, "An admin token is needed"),
    FORBIDDEN(Kind.CLIENT, 403, false, "Not from there"),
    NOT_FOUND(Kind.CLIENT, 404, false, "Not found"),
    METHOD_NOT_ALLOWED(Kind.CLIENT, 405, false, "Not this method"),
    REPLAY_RUNNING(Kind.CLIENT, 409, false, "A rebuild runs already"),
    REQUEST_TOO_LARGE(Kind.CLIENT, 413, false, "The request is too large"),
    DATABASE_UNAVAILABLE(Kind.UPSTREAM, 503, true, "Postgres does not answer"),
    SCHEMA_MISSING(Kind.UPSTREAM, 503, true, "The database is not set up yet"),
    KAFKA_UNAVAILABLE(Kind.UPSTREAM, 503, true, "Kafka does not answer"),
    EMBEDDER_UNAVAILABLE(Kind.UPSTREAM, 503, true, "The embedder does not answer"),
    INDEX_UNAVAILABLE(Kind.UPSTREAM, 503, true, "The template index does not answer"),
    INDEXER_UNAVAILABLE(Kind.UPSTREAM, 503, true, "The indexer does not answer"),
    INTERNAL(Kind.INTERNAL, 500, false, "The admin API failed");

    private final Kind kind;
    private final int status;
    private final boolean retryable;
    private final String title;

    ErrorCode(Kind kind, int status, boolean retryable, String title) {
        this.kind = kind;
        this.status = status;
        this.retryable = retryable;
        this.title = title;
    }

    /** Whose doing it is. */
    public enum Kind {
        CLIENT,
        UPSTREAM,
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

    /** What it is in a few words, the same for every occurrence. */
    public String title() {
        return title;
    }

    /** The code as clients see it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
