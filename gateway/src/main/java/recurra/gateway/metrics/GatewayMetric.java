package recurra.gateway.metrics;

/** The gateway's metrics, without the endings that Prometheus adds. */
public enum GatewayMetric {
    /** Chat requests by {@code outcome} and {@code model}. */
    REQUESTS("recurra.requests"),
    /** Requests for chat completions and embeddings that are being answered. */
    REQUESTS_IN_HAND("recurra.requests.in.hand"),
    /** The share of what the gateway has room for that its requests take, in number or memory. */
    FULLNESS("recurra.fullness"),
    /** Requests that were refused for want of room, by {@code reason}. */
    REFUSED("recurra.refused"),
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
    /** Providers that were passed over, by {@code provider} and {@code reason}. */
    UPSTREAM_FAILOVERS("recurra.upstream.failovers"),
    /** Calls that were made again at the same provider, by {@code provider}. */
    UPSTREAM_RETRIES("recurra.upstream.retries"),
    /** Answers that broke off after they had begun, by {@code provider}. */
    UPSTREAM_BROKEN_ANSWERS("recurra.upstream.broken.answers"),
    /**
     * Circuit breakers by {@code provider} and {@code model}: 1 for open, 0.5 while it is tried
     * whether the provider is back, else 0.
     */
    UPSTREAM_BREAKER("recurra.upstream.breaker"),
    /**
     * Responses of providers by {@code provider}, {@code protocol} and whether their connection was
     * {@code reused}.
     */
    UPSTREAM_CONNECTIONS("recurra.upstream.connections"),
    /** Calls of idle providers, by {@code provider} and {@code outcome}. */
    UPSTREAM_PROBES("recurra.upstream.probes"),
    /** How well a {@code provider} does, from 0 to 1. */
    UPSTREAM_HEALTH("recurra.upstream.health"),
    /** The share of its places for calls that a {@code provider} has given away. */
    UPSTREAM_FULLNESS("recurra.upstream.fullness"),
    /** Answers that were passed on and not kept, by {@code reason}. */
    NOT_STORED("recurra.not.stored"),
    /** Answers that repeat the value of a volatile slot, which equal requests only get. */
    REPEATED_SLOTS("recurra.repeated.slots"),
    /** Answers on their way from providers. */
    FLIGHTS("recurra.flights"),
    /** Bytes of answers on their way, or not yet read by the slowest client. */
    FLIGHT_BYTES("recurra.flight"),
    /** What became of answers that gateways share, by {@code event}. */
    FLIGHTS_SHARED("recurra.flights.shared"),
    /** Bytes of answers that are ready to be sent again. */
    READY_BYTES("recurra.ready"),
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
