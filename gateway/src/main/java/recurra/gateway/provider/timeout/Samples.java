package recurra.gateway.provider.timeout;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The last durations of something, and the one that all but a hundredth of them stay below. Not
 * safe for threads.
 */
final class Samples {
    static final int WINDOW = 256;

    /** Fewer tell nothing. */
    static final int ENOUGH = 20;

    /** Samples tell nothing any more when even the newest is so old. */
    static final Duration OLD = Duration.ofDays(1);

    private static final double QUANTILE = 0.99;

    private final long[] micros = new long[WINDOW];
    private Instant newest = Instant.MIN;
    private int count;
    private int next;
    private long quantileMicros;

    /** What of them outlives a restart, oldest first. */
    record Kept(Instant newest, List<Long> micros) {
        Kept {
            micros = List.copyOf(micros);
        }
    }

    void add(Duration duration, Instant now) {
        put(TimeUnit.NANOSECONDS.toMicros(duration.toNanos()));
        newest = now;
        quantileMicros = quantile();
    }

    /** The quantile; empty when there are too few, or they are too old. */
    Optional<Duration> quantile(Instant now) {
        if (count < ENOUGH || newest.plus(OLD).isBefore(now)) {
            return Optional.empty();
        }
        return Optional.of(Duration.of(quantileMicros, ChronoUnit.MICROS));
    }

    boolean isEmpty() {
        return count == 0;
    }

    Kept kept() {
        long[] inOrder = new long[count];
        for (int i = 0; i < count; i++) {
            inOrder[i] = micros[(next - count + i + WINDOW) % WINDOW];
        }
        return new Kept(newest, Arrays.stream(inOrder).boxed().toList());
    }

    static Samples of(Kept kept) {
        Samples samples = new Samples();
        kept.micros().forEach(samples::put);
        samples.newest = kept.newest();
        samples.quantileMicros = samples.quantile();
        return samples;
    }

    private void put(long sample) {
        micros[next] = sample;
        next = (next + 1) % WINDOW;
        count = Math.min(count + 1, WINDOW);
    }

    private long quantile() {
        if (count == 0) {
            return 0;
        }
        long[] sorted = Arrays.copyOf(micros, count);
        Arrays.sort(sorted);
        return sorted[(int) Math.ceil(QUANTILE * count) - 1];
    }
}
