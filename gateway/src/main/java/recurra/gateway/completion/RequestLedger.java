package recurra.gateway.completion;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import recurra.events.MatchEvidence;
import recurra.events.RequestServed;
import recurra.events.ServedOutcome;
import recurra.events.TokenUsage;
import recurra.gateway.http.RequestIds;
import recurra.gateway.lookup.CacheLookup.Weighed;
import recurra.gateway.lookup.Degradation;
import recurra.gateway.metrics.GatewayMetric;
import recurra.gateway.publish.EventPublisher;
import recurra.matching.ExactKey;
import recurra.matching.TenantId;
import recurra.matching.request.ChatRequest;
import recurra.schemas.Topics;
import recurra.store.answer.Usage;

/** Writes down how requests were served: in metrics, and as events. Safe for threads. */
final class RequestLedger {
    /** About what an event without content takes in memory. */
    private static final int EVENT_BYTES = 1_024;

    private static final double NANO = 1e9;
    private static final String UNKNOWN_MODEL = "unknown";
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(20),
        Duration.ofMillis(30),
        Duration.ofMillis(60),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        Duration.ofSeconds(120)
    };

    private final MeterRegistry meters;
    private final EventPublisher publisher;
    private final RequestIds ids;
    private final ModelLabels labels = new ModelLabels();

    /** Made once: to describe a timer and find it costs more than to use it. */
    private final Map<ServedOutcome, Timers> timersOf = new EnumMap<>(ServedOutcome.class);

    private record Timers(Timer request, Timer firstByte) {}

    RequestLedger(MeterRegistry meters, EventPublisher publisher, RequestIds ids) {
        this.meters = meters;
        this.publisher = publisher;
        this.ids = ids;
        for (ServedOutcome outcome : ServedOutcome.values()) {
            timersOf.put(
                    outcome,
                    new Timers(
                            timer(GatewayMetric.REQUEST, outcome, meters),
                            timer(GatewayMetric.FIRST_BYTE, outcome, meters)));
        }
    }

    /**
     * Writes down a request that is over.
     *
     * @param firstByteNanos when its answer began; empty when it had none
     */
    void write(ServedRequest served, OptionalLong firstByteNanos) {
        long endNanos = System.nanoTime();
        long latency = endNanos - served.arrivedNanos();
        long firstByte = firstByteNanos.orElse(endNanos) - served.arrivedNanos();
        count(served, latency, firstByte);
        if (served.tenant().isPresent() && served.request().isPresent()) {
            publish(served, served.tenant().get(), served.request().get(), latency, firstByte);
        }
    }

    private void count(ServedRequest served, long latency, long firstByte) {
        String model =
                served.request().map(request -> labels.of(request.model())).orElse(UNKNOWN_MODEL);
        meters.counter(
                        GatewayMetric.REQUESTS.key(),
                        "outcome",
                        nameOf(served.outcome()),
                        "model",
                        model)
                .increment();
        Timers timers = Objects.requireNonNull(timersOf.get(served.outcome()));
        timers.request().record(latency, TimeUnit.NANOSECONDS);
        timers.firstByte().record(firstByte, TimeUnit.NANOSECONDS);
        for (Degradation degradation : served.degradations()) {
            meters.counter(
                            GatewayMetric.DEGRADED.key(),
                            "part",
                            degradation.partName(),
                            "reason",
                            degradation.reasonName())
                    .increment();
        }
        String flow = served.saves() ? "saved" : "spent";
        served.usage()
                .ifPresent(usage -> {
                    tokens("prompt", flow).increment((double) usage.promptTokens());
                    tokens("completion", flow).increment((double) usage.completionTokens());
                });
        served.spentNanoUsd().ifPresent(amount -> cost("spent").increment(amount / NANO));
        served.savedNanoUsd().ifPresent(amount -> cost("saved").increment(amount / NANO));
    }

    private static Timer timer(GatewayMetric metric, ServedOutcome outcome, MeterRegistry meters) {
        return Timer.builder(metric.key())
                .tag("outcome", nameOf(outcome))
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
    }

    private static String nameOf(ServedOutcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }

    private Counter tokens(String kind, String flow) {
        return meters.counter(GatewayMetric.TOKENS.key(), "kind", kind, "flow", flow);
    }

    private Counter cost(String flow) {
        return meters.counter(GatewayMetric.COST_USD.key(), "flow", flow);
    }

    private void publish(
            ServedRequest served,
            TenantId tenant,
            ChatRequest request,
            long latency,
            long firstByte) {
        RequestServed event =
                RequestServed.newBuilder()
                        .setEventId(ids.next())
                        .setOccurredAt(served.arrivedAt())
                        .setTenantId(tenant.value())
                        .setTraceparent(served.traceparent().orElse(null))
                        .setRequestId(served.requestId())
                        .setExactKey(request.exactKey().hex())
                        .setModel(request.model())
                        .setProvider(served.provider().orElse(null))
                        .setOutcome(served.outcome())
                        .setStream(request.stream())
                        .setStatus(served.status())
                        .setErrorCode(served.errorCode().orElse(null))
                        .setEntryExactKey(served.entryExactKey().map(ExactKey::hex).orElse(null))
                        .setEvidence(served.evidence().map(RequestLedger::evidence).orElse(null))
                        .setDegraded(
                                served.degradations().stream().map(Degradation::toString).toList())
                        .setUsage(served.usage().map(RequestLedger::tokens).orElse(null))
                        .setSpentNanoUsd(boxed(served.spentNanoUsd()))
                        .setSavedNanoUsd(boxed(served.savedNanoUsd()))
                        .setLatencyMicros(TimeUnit.NANOSECONDS.toMicros(latency))
                        .setFirstByteMicros(TimeUnit.NANOSECONDS.toMicros(firstByte))
                        .build();
        publisher.publish(
                Topics.REQUESTS,
                Topics.key(tenant.value(), request.exactKey().hex()),
                event,
                EVENT_BYTES);
    }

    private static MatchEvidence evidence(Weighed weighed) {
        return new MatchEvidence(
                weighed.candidate().hex(),
                weighed.evidence().score(),
                weighed.evidence().threshold(),
                weighed.evidence().guardsPassed(),
                weighed.evidence().veto().orElse(null));
    }

    static TokenUsage tokens(Usage usage) {
        return new TokenUsage(
                usage.promptTokens(), usage.completionTokens(), usage.cachedPromptTokens());
    }

    private static @Nullable Long boxed(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }
}
