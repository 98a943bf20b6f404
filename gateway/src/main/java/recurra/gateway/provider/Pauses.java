package recurra.gateway.provider;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import okhttp3.Headers;

/**
 * Until when a provider does not want to be asked for a model, for each credential that it was
 * asked with. Safe for threads.
 */
final class Pauses {
    /** A provider that names a later time is asked again after this one. */
    static final Duration LONGEST = Duration.ofMinutes(1);

    private static final int MOST = 1_000;

    private final Clock clock;
    private final Map<String, Instant> ends = new LinkedHashMap<>();

    Pauses(Clock clock) {
        this.clock = clock;
    }

    /**
     * Notes what a response says about when to come back, if it does.
     *
     * @param credential which the limit is for
     */
    void note(String credential, Headers headers) {
        Instant now = clock.instant();
        Optional<Duration> wait =
                retryAfter(headers, now).filter(duration -> duration.isPositive());
        if (wait.isPresent()) {
            Duration pause = wait.get().compareTo(LONGEST) > 0 ? LONGEST : wait.get();
            put(credential, now, now.plus(pause));
        }
    }

    /** How long not to ask yet; empty when it may be asked. */
    synchronized Optional<Duration> remaining(String credential) {
        Instant end = ends.get(credential);
        if (end == null) {
            return Optional.empty();
        }
        Duration remaining = Duration.between(clock.instant(), end);
        if (remaining.isPositive()) {
            return Optional.of(remaining);
        }
        ends.remove(credential);
        return Optional.empty();
    }

    private synchronized void put(String credential, Instant now, Instant end) {
        ends.values().removeIf(past -> !past.isAfter(now));
        if (ends.size() == MOST) {
            ends.remove(ends.keySet().iterator().next());
        }
        ends.put(credential, end);
    }

    /** RFC 9110's seconds or date, or OpenAI's milliseconds. */
    private static Optional<Duration> retryAfter(Headers headers, Instant now) {
        return Optional.ofNullable(headers.get("retry-after-ms"))
                .flatMap(Pauses::number)
                .map(Duration::ofMillis)
                .or(() ->
                        Optional.ofNullable(headers.get("retry-after"))
                                .flatMap(value ->
                                        number(value)
                                                .map(Duration::ofSeconds)
                                                .or(() -> date(value, now))));
    }

    private static Optional<Long> number(String value) {
        String digits = value.strip();
        return digits.matches("\\d{1,9}") ? Optional.of(Long.valueOf(digits)) : Optional.empty();
    }

    private static Optional<Duration> date(String value, Instant now) {
        try {
            return Optional.of(
                    Duration.between(
                            now, ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)));
        } catch (DateTimeException e) {
            // A header that says nothing is as good as none.
            return Optional.empty();
        }
    }
}
