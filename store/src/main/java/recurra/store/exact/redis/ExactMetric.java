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
    UNANSWERED_LIMIT("recurra.exact.unanswered.limit"),
    /** Values looked for near by {@code outcome}: hit, miss, suspended. */
    NEAR_LOOKUPS("recurra.near.lookups"),
    /** About what the values near take in memory. */
    NEAR_BYTES("recurra.near.bytes"),
    /** The most that {@link #NEAR_BYTES} can be. */
    NEAR_LIMIT("recurra.near.limit"),
    /** Values near that were dropped for want of room. */
    NEAR_EVICTIONS("recurra.near.evictions"),
    /** Keys that Redis said have changed. */
    NEAR_INVALIDATIONS("recurra.near.invalidations"),
    /** Times that everything near was dropped. */
    NEAR_RESETS("recurra.near.resets"),
    /** 1 while Redis is known to tell of changes, so that values near are used; else 0. */
    NEAR_CURRENT("recurra.near.current"),
    /** Seconds in which Redis was not known to. */
    NEAR_SUSPENDED("recurra.near.suspended");

    private final String key;

    ExactMetric(String key) {
        this.key = key;
    }

    String key() {
        return key;
    }
}
