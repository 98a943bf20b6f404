package recurra.gateway.completion;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;
import recurra.events.InteractionCompleted;
import recurra.gateway.cost.Prices;
import recurra.gateway.http.RequestIds;
import recurra.gateway.join.Flight;
import recurra.gateway.join.FlightCost;
import recurra.gateway.metrics.GatewayMetric;
import recurra.gateway.publish.EventPublisher;
import recurra.gateway.writebehind.WriteBehind;
import recurra.matching.EntryId;
import recurra.matching.TenantId;
import recurra.matching.request.ChatRequest;
import recurra.matching.request.Declaration;
import recurra.schemas.Topics;
import recurra.store.answer.AnswerCodec;
import recurra.store.answer.AnswerContent;
import recurra.store.answer.AnswerSummary;
import recurra.store.answer.CachedAnswer;
import recurra.store.answer.RecordedAnswer;
import recurra.store.answer.Usage;

/**
 * Judges a provider's answer, says what it cost, and keeps it where it may be given again: in Redis
 * and as an event, both of which are only handed over here, and not before its readers have it.
 * Safe for threads.
 */
final class AnswerKeeper {
    private final WriteBehind writeBehind;
    private final EventPublisher publisher;
    private final Prices prices;
    private final Duration ttl;
    private final RequestIds ids;
    private final Clock clock;
    private final MeterRegistry meters;

    /**
     * @param ttl how long an answer may be given again; zero for ever
     */
    AnswerKeeper(
            WriteBehind writeBehind,
            EventPublisher publisher,
            Prices prices,
            Duration ttl,
            RequestIds ids,
            Clock clock,
            MeterRegistry meters) {
        this.writeBehind = writeBehind;
        this.publisher = publisher;
        this.prices = prices;
        this.ttl = ttl;
        this.ids = ids;
        this.clock = clock;
        this.meters = meters;
    }

    /**
     * What became of an answer.
     *
     * @param complete whether every choice that was asked for came to its end, as far as is known
     * @param answer empty where it cannot be read, or was too large
     * @param kept whether it was handed over to be kept
     */
    record Taken(boolean complete, Optional<RecordedAnswer> answer, boolean kept, FlightCost cost) {
        /** An answer of which nothing is known, nor has to be. */
        static final Taken NOTHING = new Taken(true, Optional.empty(), false, FlightCost.UNKNOWN);
    }

    /**
     * Takes a provider's whole answer.
     *
     * @param flight that the answer came by
     * @param provider who gave it
     * @param summary what it says about itself
     * @param flawed whether something was wrong with it that the recording does not show
     */
    Taken take(
            UpstreamCall call,
            Flight flight,
            String provider,
            Recording recording,
            RecordedAnswer.Mode mode,
            Function<RecordedAnswer, AnswerSummary> summary,
            boolean flawed) {
        Optional<RecordedAnswer> recorded = recording.answer(mode);
        if (recorded.isEmpty()) {
            notKept(recording.isGivenUp() ? "too_large" : "incomplete");
            return new Taken(recording.isGivenUp(), Optional.empty(), false, FlightCost.UNKNOWN);
        }
        return switch (Completeness.of(call.request(), () -> summary.apply(recorded.get()))) {
            case Completeness.Partial(var reason, var said) -> {
                notKept(reason);
                yield new Taken(
                        !reason.equals("incomplete") && !reason.equals("malformed"),
                        said.isPresent() && !flawed ? recorded : Optional.empty(),
                        false,
                        said.map(it -> cost(call, it)).orElse(FlightCost.UNKNOWN));
            }
            case Completeness.Complete(var said) -> {
                FlightCost cost = cost(call, said);
                if (flawed) {
                    notKept("flawed");
                } else if (call.store()) {
                    keep(call, flight, provider, recording, recorded.get(), said, cost);
                } else {
                    notKept("unwanted");
                }
                yield new Taken(
                        true, flawed ? Optional.empty() : recorded, !flawed && call.store(), cost);
            }
        };
    }

    /** Notes that an answer was passed on and not kept. */
    void notKept(String reason) {
        meters.counter(GatewayMetric.NOT_STORED.key(), "reason", reason).increment();
    }

    private FlightCost cost(UpstreamCall call, AnswerSummary summary) {
        String asked = call.request().model();
        return new FlightCost(
                summary.usage(),
                summary.usage()
                        .flatMap(
                                usage -> prices.cost(summary.model().orElse(asked), asked, usage)));
    }

    private void keep(
            UpstreamCall call,
            Flight flight,
            String provider,
            Recording recording,
            RecordedAnswer recorded,
            AnswerSummary summary,
            FlightCost cost) {
        TenantId tenant = call.caller().tenant();
        ChatRequest request = asKept(call.request(), recorded);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        CachedAnswer answer =
                new CachedAnswer(
                        EntryId.of(tenant, request.exactKey()),
                        request.exactKey(),
                        request.model(),
                        summary.model().orElse(request.model()),
                        provider,
                        summary.usage().orElse(null),
                        cost.nanoUsd().orElse(null),
                        now,
                        ttl.isZero() ? null : now.plus(ttl),
                        recorded);
        long latencyMicros = recording.elapsedMicros();
        Runnable write =
                writeBehind.take(tenant, answer, request.normalizedKey(), recording.bytes());
        flight.afterwards(() -> {
            write.run();
            publisher.publish(
                    Topics.INTERACTIONS,
                    Topics.key(tenant.value(), request.exactKey().hex()),
                    event(call, request, recording.firstMicros(), latencyMicros, answer),
                    recording.bytes() + request.body().length);
        });
    }

    /**
     * The request as its answer is kept. An answer that repeats the value of a volatile slot was
     * given for that value, so it is kept as if nothing were declared, and only an equal request
     * finds it.
     */
    private ChatRequest asKept(ChatRequest request, RecordedAnswer answer) {
        if (!request.hasVolatileValues() || !request.isRepeatedBy(AnswerContent.said(answer))) {
            return request;
        }
        meters.counter(GatewayMetric.REPEATED_SLOTS.key()).increment();
        return request.with(Declaration.NONE);
    }

    private InteractionCompleted event(
            UpstreamCall call,
            ChatRequest request,
            long firstTokenMicros,
            long latencyMicros,
            CachedAnswer answer) {
        Usage usage = answer.usage();
        return InteractionCompleted.newBuilder()
                .setEventId(ids.next())
                .setOccurredAt(answer.answeredAt())
                .setTenantId(call.caller().tenant().value())
                .setTraceparent(call.traceparent().orElse(null))
                .setExactKey(request.exactKey().hex())
                .setScopeKey(request.scopeKey().hex())
                .setCanonicalRequest(request.canonical())
                .setMode(AnswerCodec.mode(answer.answer()))
                .setEvents(AnswerCodec.events(answer.answer()))
                .setModel(answer.model())
                .setAnsweredModel(answer.answeredModel())
                .setProvider(answer.provider())
                .setUsage(usage == null ? null : RequestLedger.tokens(usage))
                .setCostNanoUsd(answer.costNanoUsd())
                .setLatencyMicros(latencyMicros)
                .setFirstTokenMicros(firstTokenMicros)
                .setExpiresAt(answer.expiresAt())
                .setVolatileSlots(request.declaration().volatileSlots().labels())
                .setAlsoCompared(request.declaration().alsoComparedLabels())
                .build();
    }
}
