package recurra.benchmark.result;

/** What a figure says, and in which unit. Tables have their columns in this order. */
public enum Measure {
    THROUGHPUT("throughput", "/s"),
    SHARE_OF_MVC("share of the empty MVC handler", "×"),
    FIRST_BYTE_P50("first byte p50", "ms"),
    FIRST_BYTE_P95("first byte p95", "ms"),
    FIRST_BYTE_P99("first byte p99", "ms"),
    FIRST_BYTE_MAX("first byte, longest", "ms"),
    TOTAL_P50("total p50", "ms"),
    TOTAL_P95("total p95", "ms"),
    TOTAL_P99("total p99", "ms"),
    ADDED_FIRST_BYTE_P50("added to first byte p50", "ms"),
    ADDED_FIRST_BYTE_P99("added to first byte p99", "ms"),
    ADDED_TOTAL_P50("added p50", "ms"),
    ADDED_TOTAL_P99("added p99", "ms"),
    DETECTION("until the failure is known", "ms"),
    FAILOVER_P50("from then to the first token p50", "ms"),
    FAILOVER_P95("first token p95", "ms"),
    FAILOVER_MAX("first token, longest", "ms"),
    SENT_LATE_P99("sent late p99", "ms"),
    REQUESTS("requests", ""),
    FAILED("failed", ""),
    /** The same where it is a result, and shown also when there are none. */
    FAILED_REQUESTS("failed", ""),
    ASKED_PROVIDER("asked the provider", ""),
    DEGRADED("degraded", ""),
    ENTRIES("entries", ""),
    EVENTS_PER_SECOND("events", "/s"),
    ENTRIES_PER_SECOND("entries", "/s"),
    SECONDS("time", "s"),
    STREAMS("streams at once", ""),
    BROKEN("broken", ""),
    LIVE_HEAP("live heap", "MiB"),
    RESIDENT("resident", "MiB"),
    RATIO("ratio", "×"),
    MICROS("mean", "µs"),
    MICROS_P99("p99", "µs");

    private final String label;
    private final String unit;

    Measure(String label, String unit) {
        this.label = label;
        this.unit = unit;
    }

    public String label() {
        return label;
    }

    public String unit() {
        return unit;
    }
}
