package recurra.store.time;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Does something when a time is over, a tick or two later at the most.
 *
 * <p>For waits that hardly ever last to their end. Where a virtual thread waits with a time limit,
 * the JVM wakes its timer thread when the wait begins and once more when it ends, which costs more
 * than many a wait. Here both are a note that the timer's own thread finds at its next tick (George
 * Varghese and Tony Lauck, "Hashed and hierarchical timing wheels"). Safe for threads.
 */
public final class CoarseTimer implements AutoCloseable {
    private final HashedWheelTimer wheel;

    /** What is to be done, until it is taken back. */
    public interface Pending extends AutoCloseable {
        /** Takes it back, if it is not done yet. */
        @Override
        void close();
    }

    /**
     * @param thread the name of its thread
     */
    public CoarseTimer(String thread, Duration tick) {
        wheel =
                new HashedWheelTimer(
                        new DefaultThreadFactory(thread, true),
                        tick.toNanos(),
                        TimeUnit.NANOSECONDS);
        // Not when it is first used: whoever waits for the start loses an interrupt.
        wheel.start();
    }

    /**
     * Does something later, on the timer's thread.
     *
     * @param task which is soon done
     * @throws IllegalStateException when the timer is closed
     */
    public Pending in(long nanos, Runnable task) {
        Timeout timeout = wheel.newTimeout(_ -> task.run(), nanos, TimeUnit.NANOSECONDS);
        return timeout::cancel;
    }

    /** Does at once what is still to be done: nobody waits for a timer that is gone. */
    @Override
    public void close() {
        for (Timeout timeout : wheel.stop()) {
            try {
                timeout.task().run(timeout);
            } catch (Exception e) {
                throw new IllegalStateException("A task of a timer failed", e);
            }
        }
    }
}
