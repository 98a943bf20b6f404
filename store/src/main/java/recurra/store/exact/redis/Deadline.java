package recurra.store.exact.redis;

import java.time.Duration;

/**
 * The moment by which a call has to end, however many commands it sends.
 *
 * @param endNanos on the clock of {@link System#nanoTime}
 */
public record Deadline(long endNanos) {
    public static Deadline in(Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    /** What is left, not below zero. */
    public long remainingNanos() {
        return Math.max(0, endNanos - System.nanoTime());
    }
}
