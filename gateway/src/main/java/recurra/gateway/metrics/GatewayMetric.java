package recurra.gateway.metrics;

/** The gateway's metrics, without the endings that Prometheus adds. */
public enum GatewayMetric {
    /** Chat requests by {@code outcome} and {@code model}. */
    REQUESTS("recurra.requests"),
    /** Seconds from a chat request's arrival to the last byte of its answer, by {@code outcome}. */
    REQUEST("recurra.request"),
    /** Seconds to the first byte of the answer, by {@code outcome}. */
    FIRST_BYTE("recurra.first.byte"),
    /** Tokens by {@code kind} (prompt, completion) and {@code flow} (spent, saved). */
    TOKENS("recurra.tokens"),
    /** US dollars by {@code flow}. */
    COST_USD("recurra.cost.usd"),
    /** Requests that did without a part, by {@code part} and {@code reason}. */
    DEGRADED("recurra.degraded"),
    /** Requests that came to the template tier, by {@code outcome}. */
    TEMPLATE_LOOKUPS("recurra.template.lookups"),
    /** Calls of providers by {@code provider} and {@code status}. */
    UPSTREAM_REQUESTS("recurra.upstream.requests"),
    /** Answers that were passed on and not kept, by {@code reason}. */
    NOT_STORED("recurra.not.stored"),
    /** Answers on their way from providers. */
    FLIGHTS("recurra.flights"),
    /** Bytes of answers on their way, or not yet read by the slowest client. */
    FLIGHT_BYTES("recurra.flight"),
    /** What became of answers that gateways share, by {@code event}. */
    FLIGHTS_SHARED("recurra.flights.shared"),
    /** Events in memory that wait for Kafka. */
    PUBLISH_QUEUE_SIZE("recurra.publish.queue.size"),
    /** Events that were lost, by {@code topic} and {@code reason}. */
    PUBLISH_DROPPED("recurra.publish.dropped"),
    /** Bytes of events on disk that wait for Kafka. */
    SPOOL_BYTES("recurra.spool.bytes"),
    /** Events that went to disk, or from it to Kafka, and damaged files, by {@code action}. */
    SPOOL_RECORDS("recurra.spool.records"),
    /** Answers in memory that wait for Redis. */
    WRITEBEHIND_QUEUE_SIZE("recurra.writebehind.queue.size"),
    /** Answers that Redis never got, by {@code reason}; it gets them from the log. */
    WRITEBEHIND_DROPPED("recurra.writebehind.dropped");

    private final String key;

    GatewayMetric(String key) {
        this.key = key;
    }

    /** The name of the meter. */
    public String key() {
        return key;
    }
}
