package recurra.gateway.provider;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import recurra.gateway.metrics.GatewayMetric;

/**
 * The permission for one call of a target, and how the call went. It is told once whether the call
 * began, failed or was given up, at most once that it broke off later, and once that it is over.
 * For one thread.
 */
final class Turn {
    private final Target target;
    private final CircuitBreaker breaker;
    private final MeterRegistry meters;
    private final long startedNanos = System.nanoTime();
    private final AtomicBoolean brokenOff = new AtomicBoolean();
    private final AtomicBoolean left = new AtomicBoolean();

    /**
     * @param breaker which has permitted the call, as the provider has
     */
    Turn(Target target, CircuitBreaker breaker, MeterRegistry meters) {
        this.target = target;
        this.breaker = breaker;
        this.meters = meters;
    }

    Target target() {
        return target;
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    /** An answer has begun, though it be a refusal that is the client's own doing. */
    void began() {
        breaker.onSuccess(System.nanoTime() - startedNanos, TimeUnit.NANOSECONDS);
        target.provider().health().succeeded();
    }

    /** No answer has begun, which cannot break off later either. */
    void failed(Failover.Reason reason) {
        brokenOff.set(true);
        target.provider().health().failed();
        if (reason.isFault()) {
            breaker.onError(
                    System.nanoTime() - startedNanos, TimeUnit.NANOSECONDS, new FailedCall(reason));
        } else {
            breaker.releasePermission();
        }
    }

    /** The call says nothing about the provider: whoever asked does not wait for it any more. */
    void givenUp() {
        breaker.releasePermission();
    }

    /** The answer broke off after it had begun, which nobody can make good any more. */
    void brokeOff() {
        if (Thread.currentThread().isInterrupted() || !brokenOff.compareAndSet(false, true)) {
            return;
        }
        meters.counter(
                        GatewayMetric.UPSTREAM_BROKEN_ANSWERS.key(),
                        "provider",
                        target.provider().name())
                .increment();
        target.provider().health().failed();
        breaker.onError(
                System.nanoTime() - startedNanos,
                TimeUnit.NANOSECONDS,
                new FailedCall(Failover.Reason.BROKEN));
    }

    /** The call is over. */
    void leave() {
        if (left.compareAndSet(false, true)) {
            target.provider().leave();
        }
    }

    /** What the breaker is told; nobody ever sees it. */
    private static final class FailedCall extends Exception {
        private static final long serialVersionUID = 1L;

        FailedCall(Failover.Reason reason) {
            super(reason.label(), null, false, false);
        }
    }
}
