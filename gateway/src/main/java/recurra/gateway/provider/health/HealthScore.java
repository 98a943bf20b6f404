package recurra.gateway.provider.health;

import java.time.Duration;

/**
 * How well a provider does, from 0 to 1: {@code s · min(1, usual / now)}. Here {@code s} is the
 * share of calls that succeeded, {@code now} the time to the first token of streams and {@code
 * usual} the same over a longer time, each an exponentially weighted moving average. So a provider
 * that answers every call, as fast as it usually does, has 1. It is reported and steers nothing.
 * Safe for threads.
 */
public final class HealthScore {
    /** About the last ten calls count. */
    private static final double RECENT = 0.1;

    /** About the last two hundred calls count. */
    private static final double USUAL = 0.005;

    private double successes = 1;
    private double usualNanos;
    private double nowNanos;

    /** A call was answered. */
    public synchronized void succeeded() {
        successes += RECENT * (1 - successes);
    }

    /** A call was not answered, or its answer broke off. */
    public synchronized void failed() {
        successes -= RECENT * successes;
    }

    /** A stream began. */
    public synchronized void firstToken(Duration after) {
        double nanos = after.toNanos();
        if (usualNanos == 0) {
            usualNanos = nanos;
            nowNanos = nanos;
        }
        usualNanos += USUAL * (nanos - usualNanos);
        nowNanos += RECENT * (nanos - nowNanos);
    }

    public synchronized double value() {
        double speed = nowNanos > usualNanos ? usualNanos / nowNanos : 1;
        return successes * speed;
    }
}
