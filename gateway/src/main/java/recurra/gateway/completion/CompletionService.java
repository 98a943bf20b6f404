package recurra.gateway.completion;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.util.unit.DataSize;
import recurra.events.ServedOutcome;
import recurra.gateway.admission.Admission;
import recurra.gateway.cachecontrol.CacheControls;
import recurra.gateway.cost.Prices;
import recurra.gateway.credential.Authenticator;
import recurra.gateway.credential.Caller;
import recurra.gateway.error.ClientGoneException;
import recurra.gateway.error.GatewayException;
import recurra.gateway.http.ClientResponse;
import recurra.gateway.http.RequestBody;
import recurra.gateway.http.RequestIds;
import recurra.gateway.join.Boarding;
import recurra.gateway.join.FlightReader;
import recurra.gateway.join.Flights;
import recurra.gateway.lookup.AnswerLookup;
import recurra.gateway.lookup.CacheLookup;
import recurra.gateway.lookup.Degradation;
import recurra.gateway.lookup.LookupResult;
import recurra.gateway.provider.ProviderRegistry;
import recurra.gateway.provider.Route;
import recurra.gateway.provider.Upstream;
import recurra.gateway.publish.EventPublisher;
import recurra.gateway.replay.AnswerIdentity;
import recurra.gateway.replay.AnswerReplay;
import recurra.gateway.writebehind.WriteBehind;
import recurra.matching.request.ChatRequest;
import recurra.matching.request.InvalidRequestException;
import recurra.matching.request.RequestLimits;
import recurra.store.answer.CachedAnswer;
import recurra.store.answer.Usage;

/** Answers chat requests, from the cache or from a provider. Safe for threads. */
@Service
class CompletionService {
    private static final Logger LOG = LoggerFactory.getLogger(CompletionService.class);

    /** nginx's status for a client that went away, which no client ever sees. */
    private static final int CLIENT_CLOSED = 499;

    private static final Pattern TRACEPARENT =
            Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private final CompletionSettings settings;
    private final Admission admission;
    private final Authenticator authenticator;
    private final ProviderRegistry providers;
    private final AnswerLookup lookup;
    private final Prices prices;
    private final RequestIds ids;
    private final Clock clock;
    private final RequestLedger ledger;
    private final Flights flights;
    private final AnswerReplay replay;
    private final UpstreamFiller filler;
    private final FlightRelay relay;

    CompletionService(
            CompletionSettings settings,
            Admission admission,
            Authenticator authenticator,
            ProviderRegistry providers,
            Upstream upstream,
            AnswerLookup lookup,
            Flights flights,
            AnswerReplay replay,
            Prices prices,
            WriteBehind writeBehind,
            EventPublisher publisher,
            RequestIds ids,
            Clock clock,
            MeterRegistry meters) {
        this.settings = settings;
        this.admission = admission;
        this.authenticator = authenticator;
        this.providers = providers;
        this.lookup = lookup;
        this.flights = flights;
        this.replay = replay;
        this.prices = prices;
        this.ids = ids;
        this.clock = clock;
        AnswerKeeper keeper =
                new AnswerKeeper(
                        writeBehind, publisher, prices, settings.ttl(), ids, clock, meters);
        ledger = new RequestLedger(meters, publisher, ids);
        filler =
                new UpstreamFiller(
                        upstream,
                        keeper,
                        settings.recording().toBytes(),
                        Math.toIntExact(settings.event().toBytes()));
        relay = new FlightRelay(replay, settings.keepAlive(), ids, clock);
    }

    /**
     * Answers one request.
     *
     * @throws GatewayException when there is no answer, before the first byte of one
     */
    void complete(HttpServletRequest request, HttpServletResponse response) {
        String requestId = ids.of(request.getHeader(RequestIds.HEADER));
        response.setHeader(RequestIds.HEADER, requestId);
        // One that is refused is counted there and nowhere else: to refuse has to be cheap.
        try (Admission.Place place = admission.enter()) {
            complete(requestId, request, new ClientResponse(request, response), place);
        }
    }

    private void complete(
            String requestId,
            HttpServletRequest request,
            ClientResponse client,
            Admission.Place place) {
        ServedRequest served =
                new ServedRequest(
                        requestId, traceparent(request.getHeader("traceparent")), clock.instant());
        ResponseHeaders.unanswered(client);
        try {
            answer(understand(request, client, served, place));
        } catch (GatewayException e) {
            e.tried().ifPresent(tried -> ResponseHeaders.nobody(tried, client));
            served.failed(e.code().status(), e.wireCode());
            throw e;
        } catch (ClientGoneException e) {
            LOG.atDebug()
                    .addKeyValue("requestId", served.requestId())
                    .log("The client hung up before it had its answer");
            served.failed(CLIENT_CLOSED, "client_closed_request");
        } catch (RuntimeException e) {
            served.failed(500, "internal_error");
            throw e;
        } finally {
            ledger.write(served, client.firstByteNanos());
        }
    }

    private ChatCall understand(
            HttpServletRequest request,
            ClientResponse client,
            ServedRequest served,
            Admission.Place place) {
        Caller caller = authenticator.authenticate(request.getHeader("Authorization"));
        CacheControls controls = CacheControls.of(request);
        RequestLimits limits = settings.request();
        byte[] body = RequestBody.read(request, DataSize.ofBytes(limits.maxBytes()), place::read);
        ChatRequest asked;
        try {
            asked = ChatRequest.parse(body, limits);
        } catch (InvalidRequestException e) {
            throw GatewayException.of(e);
        }
        Route route = providers.route(asked.model());
        served.understood(caller.tenant(), asked);
        return new ChatCall(
                caller,
                controls,
                asked.with(route.policy().declaration()),
                request,
                route,
                client,
                served,
                System.nanoTime());
    }

    private void answer(ChatCall call) {
        LookupResult found =
                lookup.find(
                        call.caller().tenant(),
                        call.request(),
                        call.controls(),
                        call.route().policy());
        ResponseHeaders.degraded(found.degradations(), call.client());
        switch (found.lookup()) {
            case CacheLookup.Hit hit -> {
                call.served().lookedUp(evidence(hit), found.degradations());
                replay(call, hit);
            }
            case CacheLookup.Miss(var nearest) -> {
                call.served().lookedUp(nearest, found.degradations());
                ask(call, !isAway(Degradation.Part.REDIS, found));
            }
        }
    }

    private static Optional<CacheLookup.Weighed> evidence(CacheLookup.Hit hit) {
        return switch (hit) {
            case CacheLookup.TemplateHit(var answer, var evidence) ->
                    Optional.of(new CacheLookup.Weighed(answer.exactKey(), evidence));
            case CacheLookup.ExactHit _, CacheLookup.NormalizedHit _ -> Optional.empty();
        };
    }

    private void replay(ChatCall call, CacheLookup.Hit hit) {
        CachedAnswer answer = hit.answer();
        ServedOutcome outcome =
                switch (hit) {
                    case CacheLookup.ExactHit _ -> ServedOutcome.EXACT;
                    case CacheLookup.NormalizedHit _ -> ServedOutcome.NORMALIZED;
                    case CacheLookup.TemplateHit _ -> ServedOutcome.TEMPLATE;
                };
        call.served()
                .hit(
                        outcome,
                        answer.exactKey(),
                        Optional.ofNullable(answer.usage()),
                        saved(answer));
        ResponseHeaders.hit(hit, call.served().savedNanoUsd(), clock, call.client());
        AnswerIdentity identity = AnswerIdentity.of(ids.next(), clock.instant());
        if (call.request().stream()) {
            replay.stream(
                    answer.exactKey(),
                    answer.answer(),
                    call.request().includeUsage(),
                    call.controls()
                            .replay()
                            .or(call.route().policy()::replay)
                            .orElse(settings.replay()),
                    identity,
                    call.client());
        } else {
            replay.body(answer.answer(), identity, call.client());
        }
    }

    /** What the answer cost when the provider gave it, or would by today's prices. */
    private Optional<Long> saved(CachedAnswer answer) {
        Usage usage = answer.usage();
        if (answer.costNanoUsd() != null || usage == null) {
            return Optional.ofNullable(answer.costNanoUsd());
        }
        return prices.cost(answer.answeredModel(), answer.model(), usage);
    }

    private static boolean isAway(Degradation.Part part, LookupResult found) {
        return found.degradations().stream().anyMatch(without -> without.part() == part);
    }

    /**
     * Shares an answer in flight where it may, else fetches one of its own.
     *
     * @param shares whether with other gateways too
     */
    private void ask(ChatCall call, boolean shares) {
        String first = call.route().first().name();
        call.served().called(first);
        ResponseHeaders.provider(first, call.client());
        UpstreamCall upstreamCall = call.upstream();
        if (call.joins()) {
            switch (flights.board(
                    call.flightKey(),
                    call.lookedUpNanos(),
                    shares,
                    flight -> filler.fill(upstreamCall, flight))) {
                case Boarding.Boarded(var reader) -> {
                    if (passes(call, reader)) {
                        return;
                    }
                }
                case Boarding.JustLanded() -> {
                    answer(call.lookingUpAgain());
                    return;
                }
            }
        }
        passes(call, flights.alone(flight -> filler.fill(upstreamCall, flight)));
    }

    private boolean passes(ChatCall call, FlightReader reader) {
        try (reader) {
            return relay.relay(call, reader);
        }
    }

    private static Optional<String> traceparent(@Nullable String header) {
        return Optional.ofNullable(header).filter(value -> TRACEPARENT.matcher(value).matches());
    }
}
