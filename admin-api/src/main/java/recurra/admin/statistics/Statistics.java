package recurra.admin.statistics;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was asked between two times, and how it was answered.
 *
 * <p>Spent is what answers of providers took; saved is what answers would have taken that came from
 * elsewhere instead. Tokens are the provider's own counts. Both are sums of what is known: a
 * request without usage or price adds nothing.
 *
 * @param from the first moment
 * @param to the first moment after
 * @param outcomes how requests were answered, by kind
 * @param latencies by kind
 * @param hours each hour with requests, old ones first
 */
record Statistics(
        Instant from,
        Instant to,
        Counts total,
        Map<String, Long> outcomes,
        Map<String, Long> errors,
        Map<String, Latencies> latencies,
        List<Hour> hours) {
    Statistics {
        outcomes = new TreeMap<>(outcomes);
        errors = new TreeMap<>(errors);
        latencies = new TreeMap<>(latencies);
        hours = List.copyOf(hours);
    }

    /**
     * Sums.
     *
     * @param hits answered without a call of a provider of their own: exact, normalized, template,
     *     joined
     * @param misses answered by a provider
     * @param failed not answered
     * @param hitRatio hits among what was answered, 0 to 1; absent where nothing was
     */
    record Counts(
            long requests,
            long hits,
            long misses,
            long failed,
            @Nullable Double hitRatio,
            Amounts spent,
            Amounts saved) {}

    /** Tokens and money. */
    record Amounts(long promptTokens, long completionTokens, BigDecimal usd) {}

    /** How long requests took, in milliseconds. */
    record Latencies(Percentiles total, Percentiles firstByte) {}

    /** Half, 95 % and 99 % of requests took at most as long. */
    record Percentiles(double p50, double p95, double p99) {}

    /** The requests of one hour, UTC. */
    record Hour(Instant hour, Counts counts) {}
}
