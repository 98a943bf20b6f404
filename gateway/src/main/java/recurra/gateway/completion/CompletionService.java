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
import recurra.gateway.cachecontrol.CacheControls;
import recurra.gateway.cost.Prices;
import recurra.gateway.credential.Authenticator;
import recurra.gateway.credential.Caller;
import recurra.gateway.error.ClientGoneException;
import recurra.gateway.error.GatewayException;
import recurra.gateway.http.ClientResponse;
import recurra.gateway.http.RequestBody;
import recurra.gateway.http.RequestIds;
import recurra.gateway.lookup.AnswerLookup;
import recurra.gateway.lookup.CacheLookup;
import recurra.gateway.lookup.LookupResult;
import recurra.gateway.provider.Exchange;
import recurra.gateway.provider.PassedHeaders;
import recurra.gateway.provider.Provider;
import recurra.gateway.provider.ProviderRegistry;
import recurra.gateway.provider.Route;
import recurra.gateway.provider.Upstream;
import recurra.gateway.provider.UpstreamResponse;
import recurra.gateway.publish.EventPublisher;
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
    private final Authenticator authenticator;
    private final ProviderRegistry providers;
    private final Upstream upstream;
    private final AnswerLookup lookup;
    private final Prices prices;
    private final RequestIds ids;
    private final Clock clock;
    private final RequestLedger ledger;
    private final JsonRelay jsonRelay;
    private final StreamRelay streamRelay;

    CompletionService(
            CompletionSettings settings,
            Authenticator authenticator,
            ProviderRegistry providers,
            Upstream upstream,
            AnswerLookup lookup,
            Prices prices,
            WriteBehind writeBehind,
            EventPublisher publisher,
            RequestIds ids,
            Clock clock,
            MeterRegistry meters) {
        this.settings = settings;
        this.authenticator = authenticator;
        this.providers = providers;
        this.upstream = upstream;
        this.lookup = lookup;
        this.prices = prices;
        this.ids = ids;
        this.clock = clock;
        AnswerKeeper keeper =
                new AnswerKeeper(
                        writeBehind, publisher, prices, settings.ttl(), ids, clock, meters);
        ledger = new RequestLedger(meters, publisher, ids);
        jsonRelay = new JsonRelay(keeper, Math.toIntExact(settings.recording().toBytes()));
        streamRelay = new StreamRelay(keeper, Math.toIntExact(settings.event().toBytes()));
    }

    /**
     * Answers one request.
     *
     * @throws GatewayException when there is no answer, before the first byte of one
     */
    void complete(HttpServletRequest request, HttpServletResponse response) {
        ClientResponse client = new ClientResponse(response);
        ServedRequest served =
                new ServedRequest(
                        ids.of(request.getHeader(RequestIds.HEADER)),
                        traceparent(request.getHeader("traceparent")),
                        clock.instant());
        client.header(RequestIds.HEADER, served.requestId());
        ResponseHeaders.unanswered(client);
        try {
            answer(understand(request, client, served));
        } catch (GatewayException e) {
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
            HttpServletRequest request, ClientResponse client, ServedRequest served) {
        Caller caller = authenticator.authenticate(request.getHeader("Authorization"));
        CacheControls controls = CacheControls.of(request, settings.replay());
        RequestLimits limits = settings.request();
        byte[] body = RequestBody.read(request, DataSize.ofBytes(limits.maxBytes()));
        ChatRequest asked;
        try {
            asked = ChatRequest.parse(body, limits);
        } catch (InvalidRequestException e) {
            throw GatewayException.of(e);
        }
        Route route = providers.route(asked.model());
        served.understood(caller.tenant(), asked);
        return new ChatCall(
                caller, controls, asked, PassedHeaders.toProvider(request), route, client, served);
    }

    private void answer(ChatCall call) {
        LookupResult found = lookup.find(call.caller().tenant(), call.request(), call.controls());
        ResponseHeaders.degraded(found.degradations(), call.client());
        switch (found.lookup()) {
            case CacheLookup.Hit hit -> {
                call.served().lookedUp(evidence(hit), found.degradations());
                replay(call, hit);
            }
            case CacheLookup.Miss(var nearest) -> {
                call.served().lookedUp(nearest, found.degradations());
                ask(call);
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
        if (call.request().stream()) {
            AnswerReplay.stream(
                    answer.answer(),
                    call.request().includeUsage(),
                    call.controls().replay(),
                    call.client());
        } else {
            AnswerReplay.body(answer.answer(), call.client());
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

    private void ask(ChatCall call) {
        ChatRequest request = call.request();
        Provider first = call.route().first();
        call.served().called(first.name());
        ResponseHeaders.provider(first.name(), call.client());
        Recording recording = new Recording(settings.recording().toBytes(), System.nanoTime());
        try (Exchange exchange =
                upstream.ask(
                        call.route(),
                        "/chat/completions",
                        request.stream(),
                        provider -> UpstreamRequest.of(request, provider.streamUsage()).body(),
                        call.headers(),
                        call.caller().authorization())) {
            Provider provider = exchange.provider();
            UpstreamResponse response = exchange.response();
            call.served().called(provider.name());
            ResponseHeaders.provider(provider.name(), call.client());
            ResponseHeaders.failovers(exchange.failovers(), call.client());
            call.client().status(response.status());
            PassedHeaders.toClient(response, call.client().servlet());
            if (response.isSuccess() && response.isEventStream()) {
                streamRelay.relay(
                        call,
                        exchange,
                        recording,
                        UpstreamRequest.withholdsUsage(request, provider.streamUsage()));
            } else {
                jsonRelay.relay(call, exchange, recording);
            }
        }
    }

    private static Optional<String> traceparent(@Nullable String header) {
        return Optional.ofNullable(header).filter(value -> TRACEPARENT.matcher(value).matches());
    }
}
