package recurra.gateway.lookup;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import recurra.gateway.lookup.Degradation.Part;
import recurra.gateway.lookup.Degradation.Reason;
import recurra.store.StoreUnavailableException;

/**
 * Keeps requests from waiting for a part that is away. After a few failures the part is left alone
 * for a moment; then single requests try it, and when they succeed all do again. Safe for threads.
 */
public final class PartGuard {
    private static final Logger LOG = LoggerFactory.getLogger(PartGuard.class);
    private static final Duration LEFT_ALONE = Duration.ofSeconds(1);
    private static final int CALLS_OBSERVED = 20;
    private static final int CALLS_AT_LEAST = 5;
    private static final int TRIALS = 2;

    private final Part part;
    private final Duration fairChance;
    private final CircuitBreaker breaker;

    /**
     * @param slow calls that take longer count as failed, though their answer is used
     * @param fairChance a call that is interrupted sooner says nothing about the part: whoever
     *     asked had spent its time elsewhere
     */
    public PartGuard(Part part, Duration slow, Duration fairChance) {
        this.part = part;
        this.fairChance = fairChance;
        this.breaker =
                CircuitBreaker.of(
                        part.name(),
                        CircuitBreakerConfig.custom()
                                .slidingWindowSize(CALLS_OBSERVED)
                                .minimumNumberOfCalls(CALLS_AT_LEAST)
                                .slowCallDurationThreshold(slow)
                                .slowCallRateThreshold(80)
                                .waitDurationInOpenState(LEFT_ALONE)
                                .maxWaitDurationInHalfOpenState(LEFT_ALONE)
                                .permittedNumberOfCallsInHalfOpenState(TRIALS)
                                .build());
        breaker.getEventPublisher()
                .onStateTransition(event ->
                        LOG.atWarn()
                                .addKeyValue("part", part)
                                .addKeyValue("state", event.getStateTransition().getToState())
                                .log("A part's circuit breaker changed its state"));
    }

    /**
     * What the part answers.
     *
     * @throws PartUnavailableException when it does not, or is not asked
     */
    public <T> T call(Supplier<T> question) {
        long startedNanos = System.nanoTime();
        try {
            breaker.acquirePermission();
        } catch (CallNotPermittedException e) {
            throw new PartUnavailableException(new Degradation(part, Reason.CIRCUIT_OPEN), e);
        }
        try {
            T answer = question.get();
            breaker.onSuccess(System.nanoTime() - startedNanos, TimeUnit.NANOSECONDS);
            return answer;
        } catch (RuntimeException e) {
            count(e, System.nanoTime() - startedNanos);
            Degradation degradation = new Degradation(part, reason(e));
            if (degradation.reason() == Reason.ERROR) {
                LOG.atWarn().setCause(e).addKeyValue("part", part).log("A part failed");
            }
            throw new PartUnavailableException(degradation, e);
        }
    }

    private void count(RuntimeException e, long nanos) {
        if (Thread.currentThread().isInterrupted() && nanos < fairChance.toNanos()) {
            breaker.releasePermission();
        } else {
            breaker.onError(nanos, TimeUnit.NANOSECONDS, e);
        }
    }

    /** Whether the part is left alone at present. */
    public boolean isOpen() {
        return breaker.getState() == CircuitBreaker.State.OPEN;
    }

    private static Reason reason(RuntimeException e) {
        return switch (e) {
            case StoreUnavailableException unavailable ->
                    switch (unavailable.reason()) {
                        case TIMEOUT -> Reason.TIMEOUT;
                        case UNREACHABLE -> Reason.UNREACHABLE;
                    };
            case PartUnavailableException unavailable -> unavailable.degradation().reason();
            default -> Reason.ERROR;
        };
    }
}
