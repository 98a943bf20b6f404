package recurra.gateway.provider;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import recurra.gateway.metrics.GatewayMetric;

/** What the last calls of a model at a provider tell about the next one. Safe for threads. */
final class TargetState {
    private static final Logger LOG = LoggerFactory.getLogger(TargetState.class);
    private static final int CALLS_OBSERVED = 20;
    private static final int CALLS_AT_LEAST = 5;

    /** One call that begins to be answered is enough: a call may take minutes. */
    private static final int TRIALS = 1;

    private final CircuitBreaker breaker;
    private final Pauses pauses;
    private final MeterRegistry meters;
    private final Gauge gauge;

    TargetState(Target target, Duration pause, Clock clock, MeterRegistry meters) {
        this.breaker =
                CircuitBreaker.of(
                        target.provider().name(),
                        CircuitBreakerConfig.custom()
                                .slidingWindowSize(CALLS_OBSERVED)
                                .minimumNumberOfCalls(CALLS_AT_LEAST)
                                .waitDurationInOpenState(pause)
                                .permittedNumberOfCallsInHalfOpenState(TRIALS)
                                .build());
        this.pauses = new Pauses(clock);
        this.meters = meters;
        this.gauge =
                Gauge.builder(GatewayMetric.UPSTREAM_BREAKER.key(), breaker, TargetState::openness)
                        .tag("provider", target.provider().name())
                        .tag("model", target.model())
                        .register(meters);
        breaker.getEventPublisher()
                .onStateTransition(event ->
                        LOG.atWarn()
                                .addKeyValue("provider", target.provider().name())
                                .addKeyValue("state", event.getStateTransition().getToState())
                                .log("A provider's circuit breaker changed its state"));
    }

    CircuitBreaker breaker() {
        return breaker;
    }

    Pauses pauses() {
        return pauses;
    }

    /** Takes its metrics away. */
    void forget() {
        meters.remove(gauge);
    }

    private static double openness(CircuitBreaker breaker) {
        return switch (breaker.getState()) {
            case OPEN, FORCED_OPEN -> 1;
            case HALF_OPEN -> 0.5;
            case CLOSED, DISABLED, METRICS_ONLY -> 0;
        };
    }
}
