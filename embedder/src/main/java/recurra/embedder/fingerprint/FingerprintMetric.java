package recurra.embedder.fingerprint;

/** Names of what the consumer of interactions measures. */
enum FingerprintMetric {
    /** Counter, by result: interactions that got a fingerprint, or why they did not. */
    INTERACTIONS("recurra.fingerprint.interactions"),
    /** Counter, by consumer and topic: batches that failed and were tried again. */
    RETRIES("recurra.consumer.retries"),
    /** Counter, by topic and reason: records in the dead-letter topic. */
    DEAD_LETTERS("recurra.dead.letters"),
    /** Gauge, by consumer and topic: records that are not read yet. */
    LAG("recurra.consumer.lag");

    private final String meter;

    FingerprintMetric(String meter) {
        this.meter = meter;
    }

    String meter() {
        return meter;
    }
}
