package recurra.gateway.completion;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import recurra.gateway.error.GatewayException;
import recurra.gateway.join.Flight;
import recurra.gateway.join.FlightEnd;
import recurra.gateway.join.FlightHead;
import recurra.gateway.provider.Exchange;
import recurra.gateway.provider.PassedHeaders;
import recurra.gateway.provider.Provider;
import recurra.gateway.provider.Upstream;
import recurra.gateway.provider.UpstreamResponse;
import recurra.matching.request.ChatRequest;

/** Fetches answers from providers, and hands them over to be kept. Safe for threads. */
final class UpstreamFiller {
    private static final Logger LOG = LoggerFactory.getLogger(UpstreamFiller.class);

    private final Upstream upstream;
    private final AnswerKeeper keeper;
    private final long maxRecording;
    private final int maxEvent;

    /**
     * @param maxRecording bytes of an answer that can be kept
     * @param maxEvent bytes of one event
     */
    UpstreamFiller(Upstream upstream, AnswerKeeper keeper, long maxRecording, int maxEvent) {
        this.upstream = upstream;
        this.keeper = keeper;
        this.maxRecording = maxRecording;
        this.maxEvent = maxEvent;
    }

    /**
     * Fills the flight with the answer to the request.
     *
     * @throws GatewayException when it does not begin, or breaks off
     */
    FlightEnd fill(UpstreamCall asked, Flight flight) {
        UpstreamCall call = flight.mustStream() ? asked.streaming() : asked;
        ChatRequest request = call.request();
        Recording recording = new Recording(maxRecording, System.nanoTime());
        try (Exchange exchange =
                upstream.ask(
                        call.route(),
                        "/chat/completions",
                        request.stream(),
                        provider -> UpstreamRequest.of(request, provider.streamUsage()).body(),
                        call.headers(),
                        call.caller().authorization())) {
            UpstreamResponse response = exchange.response();
            if (response.isSuccess() && response.isEventStream()) {
                flight.begin(head(FlightHead.Form.STREAM, exchange, request));
                FlightEnd end =
                        new StreamIntake(call, exchange, flight, recording, keeper, maxEvent).run();
                if (end instanceof FlightEnd.Failed) {
                    exchange.spoiled();
                }
                return end;
            }
            return new BodyIntake(call, exchange, flight, recording, keeper, maxRecording).run();
        } catch (GatewayException e) {
            broken(call, flight, e);
            throw e;
        }
    }

    private void broken(UpstreamCall call, Flight flight, GatewayException e) {
        if (flight.isDeserted()) {
            keeper.notKept("deserted");
            LOG.atDebug()
                    .addKeyValue("requestId", call.requestId())
                    .log("All clients hung up before the provider had answered");
            return;
        }
        keeper.notKept("broken");
        LOG.atWarn()
                .addKeyValue("requestId", call.requestId())
                .addKeyValue("code", e.wireCode())
                .log("A provider's answer did not come, or broke off");
    }

    static FlightHead head(FlightHead.Form form, Exchange exchange, ChatRequest request) {
        Provider provider = exchange.provider();
        UpstreamResponse response = exchange.response();
        return new FlightHead(
                form,
                provider.name(),
                response.status(),
                response.contentType(),
                headers(exchange),
                UpstreamRequest.withholdsUsage(request, provider.streamUsage()),
                false);
    }

    /** The provider's, and which providers did not answer before it. */
    private static Map<String, List<String>> headers(Exchange exchange) {
        Map<String, List<String>> headers =
                new HashMap<>(PassedHeaders.toClient(exchange.response()));
        ResponseHeaders.failovers(exchange.failovers())
                .ifPresent(passed -> headers.put(ResponseHeaders.FAILOVERS, List.of(passed)));
        return headers;
    }
}
