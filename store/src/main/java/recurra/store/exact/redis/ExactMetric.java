package recurra.store.exact.redis;

/** The metrics of the exact cache. */
enum ExactMetric {
    /** Timer of lookups by {@code outcome}. */
    LOOKUP("recurra.exact.lookup"),
    /** Calls that failed, by {@code operation} and {@code reason}. */
    ERRORS("recurra.exact.errors"),
    /** Compressed size of the answers that were written. */
    VALUE_SIZE("recurra.exact.value.size"),
    /** Answers that were too large to write. */
    TOO_LARGE("recurra.exact.too.large"),
    /** Values that could not be read, and were removed. */
    UNREADABLE("recurra.exact.unreadable"),
    /** Bytes of commands that Redis has not answered yet. */
    UNANSWERED("recurra.exact.unanswered"),
    /** The most that {@link #UNANSWERED} can be. */
    UNANSWERED_LIMIT("recurra.exact.unanswered.limit");

    private final String key;

    ExactMetric(String key) {
        this.key = key;
    }

    String key() {
        return key;
    }
}
