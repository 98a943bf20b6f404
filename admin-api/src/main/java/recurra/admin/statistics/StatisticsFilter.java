package recurra.admin.statistics;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import recurra.admin.error.AdminException;
import recurra.admin.web.Parameters;
import recurra.matching.TenantId;

/**
 * Which requests are counted.
 *
 * @param from the first moment
 * @param to the first moment after
 */
record StatisticsFilter(
        Instant from, Instant to, Optional<TenantId> tenant, Optional<String> model) {
    /** The longest time that is counted: what is kept of requests, and a little more. */
    static final Duration LONGEST = Duration.ofDays(31);

    private static final Duration USUAL = Duration.ofDays(1);
    private static final int MAX_MODEL = 256;

    static StatisticsFilter parse(
            @Nullable String from,
            @Nullable String to,
            @Nullable String tenant,
            @Nullable String model,
            Clock clock) {
        Instant end = Parameters.time("to", to, clock).orElseGet(clock::instant);
        Instant start = Parameters.time("from", from, clock).orElse(end.minus(USUAL));
        if (!start.isBefore(end)) {
            throw AdminException.invalid(
                    "from", "'from' is " + start + ", not before 'to', " + end + ". Swap them.");
        }
        if (Duration.between(start, end).compareTo(LONGEST) > 0) {
            throw AdminException.invalid(
                    "from",
                    "'from' to 'to' may be %d days at most. Ask for parts."
                            .formatted(LONGEST.toDays()));
        }
        return new StatisticsFilter(
                start, end, Parameters.tenant(tenant), Parameters.text("model", model, MAX_MODEL));
    }
}
