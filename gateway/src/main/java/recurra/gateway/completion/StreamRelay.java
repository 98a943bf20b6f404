package recurra.gateway.completion;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import recurra.gateway.error.ErrorBody;
import recurra.gateway.error.ErrorCode;
import recurra.gateway.error.GatewayException;
import recurra.gateway.http.ClientResponse;
import recurra.gateway.provider.ErrorEvents;
import recurra.gateway.provider.Exchange;
import recurra.gateway.provider.SseEvent;
import recurra.gateway.provider.SseParser;
import recurra.gateway.provider.UpstreamResponse;
import recurra.store.answer.AnswerContent;
import recurra.store.answer.RecordedAnswer;

/**
 * Passes a stream to the client event by event, byte for byte as each arrives, and records it.
 *
 * <p>Whatever ends the stream before the provider has said that it is complete ends it for the
 * client with an error event, in OpenAI's shape, and without {@code [DONE]}: a client never takes
 * half an answer for a whole one. The end itself goes on only when the answer has been handed over
 * to be kept, so that a client that has seen the end finds the answer when it asks again.
 */
final class StreamRelay {
    private static final Logger LOG = LoggerFactory.getLogger(StreamRelay.class);

    private final AnswerKeeper keeper;
    private final int maxEventBytes;

    StreamRelay(AnswerKeeper keeper, int maxEventBytes) {
        this.keeper = keeper;
        this.maxEventBytes = maxEventBytes;
    }

    /**
     * Passes the stream on.
     *
     * @param withholdsUsage whether the chunk with the usage is for the gateway alone
     */
    void relay(ChatCall call, Exchange exchange, Recording recording, boolean withholdsUsage) {
        UpstreamResponse response = exchange.response();
        ClientResponse client = call.client();
        client.servlet().setContentType(response.contentType());
        client.header("Cache-Control", "no-cache");
        // Tells nginx and its kin not to collect events.
        client.header("X-Accel-Buffering", "no");
        client.flush();
        call.served().missed(response.status());
        try {
            new Passage(call, exchange, recording, withholdsUsage).run();
        } catch (GatewayException e) {
            LOG.atWarn()
                    .addKeyValue("requestId", call.served().requestId())
                    .addKeyValue("provider", exchange.provider().name())
                    .addKeyValue("code", e.wireCode())
                    .log("A provider's stream broke");
            exchange.spoiled();
            keeper.notKept("broken");
            call.served().failed(response.status(), e.wireCode());
            client.write(ErrorBody.event(e));
            client.flush();
        }
    }

    /** One stream on its way. */
    private final class Passage {
        private final ChatCall call;
        private final Exchange exchange;
        private final UpstreamResponse response;
        private final Recording recording;
        private final boolean withholdsUsage;
        private final SseParser parser = new SseParser(maxEventBytes);
        private boolean flawed;
        private @Nullable SseEvent done;

        Passage(ChatCall call, Exchange exchange, Recording recording, boolean withholdsUsage) {
            this.call = call;
            this.exchange = exchange;
            this.response = exchange.response();
            this.recording = recording;
            this.withholdsUsage = withholdsUsage;
            this.flawed = response.isEncoded();
        }

        void run() {
            byte[] piece = response.body().next();
            while (piece != null && done == null) {
                pass(parser.feed(piece));
                if (done == null) {
                    call.client().flush();
                    piece = response.body().next();
                }
            }
            if (done == null) {
                parser.finish().ifPresent(event -> pass(List.of(event)));
            }
            end();
        }

        private void pass(List<SseEvent> events) {
            for (SseEvent event : events) {
                if (event.isDone()) {
                    done = event;
                    return;
                }
                String data = event.data();
                flawed |= !event.wellFormed();
                if (data != null) {
                    flawed |= ErrorEvents.isError(data);
                    recording.add(data);
                }
                if (!withholdsUsage || data == null || !AnswerContent.isUsageChunk(data)) {
                    call.client().write(event.raw());
                }
            }
        }

        private void end() {
            boolean complete =
                    keeper.take(
                            call,
                            exchange.provider().name(),
                            recording,
                            RecordedAnswer.Mode.STREAM,
                            flawed);
            if (flawed) {
                exchange.spoiled();
                call.served().failed(response.status(), "upstream_stream_error");
            }
            if (done != null) {
                call.client().write(done.raw());
            } else if (!complete && !flawed) {
                throw new GatewayException(
                        ErrorCode.UPSTREAM_BROKEN,
                        "The provider's stream ended before its answer did. Send the request again.");
            }
            call.client().flush();
        }
    }
}
