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
import java.util.concurrent.ConcurrentHashMap;
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

    private final Map<Served, Counter> requests = new ConcurrentHashMap<>();
    private final Flow saved;
    private final Flow spent;

    private record Timers(Timer request, Timer firstByte) {}

    /** What requests are counted by; the labels of models are limited in number. */
    private record Served(ServedOutcome outcome, String model) {}

    /** What was paid, or need not be. */
    private record Flow(Counter prompt, Counter completion, Counter usd) {
        static Flow of(String name, MeterRegistry meters) {
            return new Flow(
                    tokens("prompt", name, meters),
                    tokens("completion", name, meters),
                    meters.counter(GatewayMetric.COST_USD.key(), "flow", name));
        }

        private static Counter tokens(String kind, String flow, MeterRegistry meters) {
            return meters.counter(GatewayMetric.TOKENS.key(), "kind", kind, "flow", flow);
        }

        void count(Usage usage) {
            prompt.increment((double) usage.promptTokens());
            completion.increment((double) usage.completionTokens());
        }
    }

    RequestLedger(MeterRegistry meters, EventPublisher publisher, RequestIds ids) {
        this.meters = meters;
        this.publisher = publisher;
        this.ids = ids;
        saved = Flow.of("saved", meters);
        spent = Flow.of("spent", meters);
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
        requests.computeIfAbsent(new Served(served.outcome(), model), this::counter).increment();
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
        served.usage().ifPresent((served.saves() ? saved : spent)::count);
        served.spentNanoUsd().ifPresent(amount -> spent.usd().increment(amount / NANO));
        served.savedNanoUsd().ifPresent(amount -> saved.usd().increment(amount / NANO));
    }

    private Counter counter(Served requests) {
        return meters.counter(
                GatewayMetric.REQUESTS.key(),
                "outcome",
                nameOf(requests.outcome()),
                "model",
                requests.model());
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

    private void publish(
            ServedRequest served,
            TenantId tenant,
            ChatRequest request,
            long latency,
            long firstByte) {
        // In the order of the schema; its builder would look up each field once more.
        RequestServed event =
                new RequestServed(
                        ids.next(),
                        served.arrivedAt(),
                        tenant.value(),
                        served.traceparent().orElse(null),
                        served.requestId(),
                        request.exactKey().hex(),
                        request.model(),
                        served.provider().orElse(null),
                        served.outcome(),
                        request.stream(),
                        served.status(),
                        served.errorCode().orElse(null),
                        served.entryExactKey().map(ExactKey::hex).orElse(null),
                        served.evidence().map(RequestLedger::evidence).orElse(null),
                        served.degradations().stream().map(Degradation::toString).toList(),
                        served.usage().map(RequestLedger::tokens).orElse(null),
                        boxed(served.spentNanoUsd()),
                        boxed(served.savedNanoUsd()),
                        TimeUnit.NANOSECONDS.toMicros(latency),
                        TimeUnit.NANOSECONDS.toMicros(firstByte));
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
