package recurra.indexer.event;

/** Names of what reading the log measures. */
public enum EventMetric {
    /** Counter, by topic and reason: records in the dead-letter topics. */
    DEAD_LETTERS("recurra.dead.letters"),
    /** Counter, by consumer and reason: records left out. */
    SKIPPED("recurra.records.skipped"),
    /** Counter, by kind: events that took effect. */
    INDEXED("recurra.indexed"),
    /** Counter, by consumer: batches that failed and were tried again. */
    RETRIES("recurra.consumer.retries"),
    /** Gauge, by consumer and topic: records that are not read yet. */
    LAG("recurra.consumer.lag");

    private final String meter;

    EventMetric(String meter) {
        this.meter = meter;
    }

    public String meter() {
        return meter;
    }
}
