package recurra.gateway.completion;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import recurra.gateway.cachecontrol.ReplayMode;
import recurra.gateway.cost.Cost;
import recurra.gateway.error.ErrorBody;
import recurra.gateway.error.GatewayException;
import recurra.gateway.http.ClientResponse;
import recurra.gateway.http.EventStream;
import recurra.gateway.http.RequestIds;
import recurra.gateway.join.FlightCost;
import recurra.gateway.join.FlightEnd;
import recurra.gateway.join.FlightHead;
import recurra.gateway.join.FlightHead.Form;
import recurra.gateway.join.FlightNews;
import recurra.gateway.join.FlightPiece;
import recurra.gateway.join.FlightReader;
import recurra.gateway.replay.AnswerIdentity;
import recurra.gateway.replay.AnswerReplay;
import recurra.matching.EntryId;
import recurra.store.answer.AnswerContent;
import recurra.store.answer.RecordedAnswer;

/**
 * Passes answers in flight to clients. The one because of which an answer is fetched gets the
 * provider's bytes; one that joined gets an id of its own, and the form that it asked for. Safe for
 * threads.
 */
final class FlightRelay {
    private static final Duration FOR_EVER = Duration.ofDays(1);

    private final Duration keepAlive;
    private final RequestIds ids;
    private final Clock clock;

    /**
     * @param keepAlive after how much silence a stream says that it lives; zero for never
     */
    FlightRelay(Duration keepAlive, RequestIds ids, Clock clock) {
        this.keepAlive = keepAlive.isZero() ? FOR_EVER : keepAlive;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Passes the answer on.
     *
     * @return whether that was possible: the form that a client wants cannot always be made from
     *     the one that the answer comes in, and then nothing has been sent
     * @throws GatewayException when there is no answer, before the first byte of one
     */
    boolean relay(ChatCall call, FlightReader reader) {
        return new Passage(call, reader).run();
    }

    /** An answer on its way to one client. */
    private final class Passage {
        private final ChatCall call;
        private final ClientResponse client;
        private final FlightReader reader;
        private final FlightHead head;
        private final boolean joins;
        private final AnswerIdentity identity;

        Passage(ChatCall call, FlightReader reader) {
            this.call = call;
            this.client = call.client();
            this.reader = reader;
            this.head = reader.head();
            this.joins = !reader.isFirst() && head.isSuccess();
            this.identity = AnswerIdentity.of(ids.next(), clock.instant());
        }

        boolean run() {
            if (joins && call.request().stream() != (head.form() == Form.STREAM)) {
                return convert();
            }
            begin();
            switch (head.form()) {
                case STREAM -> passStream();
                case BODY -> passBody();
                case LARGE_BODY -> passLargeBody();
            }
            return true;
        }

        private void begin() {
            call.served().called(head.provider());
            ResponseHeaders.provider(head.provider(), client);
            client.status(head.status());
            if (joins) {
                call.served().joined(call.request().exactKey());
                ResponseHeaders.joined(
                        EntryId.of(call.caller().tenant(), call.request().exactKey()), client);
            } else {
                call.served().missed(head.status());
                head.headers()
                        .forEach((name, values) ->
                                values.forEach(value -> client.servlet().addHeader(name, value)));
            }
        }

        /** The answer in the other form than it comes in, when it is there as a whole. */
        private boolean convert() {
            if (!(awaitEnd() instanceof FlightEnd.Landed(_, var answer, var cost))
                    || answer.isEmpty()) {
                return false;
            }
            begin();
            settle(cost);
            ResponseHeaders.saved(call.served().savedNanoUsd(), client);
            if (call.request().stream()) {
                AnswerReplay.stream(
                        call.request().exactKey(),
                        answer.get(),
                        call.request().includeUsage(),
                        ReplayMode.INSTANT,
                        Duration.ZERO,
                        identity,
                        client);
            } else {
                AnswerReplay.body(answer.get(), identity, client);
            }
            return true;
        }

        /**
         * The end; null where the answer is too large to be known as a whole.
         *
         * @throws GatewayException when the answer broke off
         */
        private @Nullable FlightEnd awaitEnd() {
            while (!reader.hasOutgrown()) {
                if (reader.next(FOR_EVER) instanceof FlightNews.Over(var end)) {
                    if (end instanceof FlightEnd.Failed(var error, _, _)) {
                        throw error;
                    }
                    return end;
                }
            }
            return null;
        }

        private void passStream() {
            EventStream.begin(client, head.contentType());
            client.flush();
            while (true) {
                switch (reader.next(keepAlive)) {
                    case FlightNews.Pieces(var pieces) -> pieces.forEach(this::pass);
                    case FlightNews.Silence() -> client.write(EventStream.keepAlive());
                    case FlightNews.Over(var end) -> {
                        end(end);
                        return;
                    }
                }
                client.flush();
            }
        }

        private void pass(FlightPiece piece) {
            String data = piece.data();
            boolean withheld =
                    data != null
                            && !call.request().includeUsage()
                            && (joins || head.usageAdded())
                            && AnswerContent.isUsageChunk(data);
            if (!withheld) {
                client.write(
                        joins && data != null
                                ? EventStream.event(identity.stamp(data))
                                : piece.bytes());
            }
        }

        private void end(FlightEnd end) {
            settle(end.cost());
            switch (end) {
                case FlightEnd.Landed(var closing, _, _) ->
                        closing.ifPresent(piece -> client.write(piece.bytes()));
                case FlightEnd.Failed(var error, var told, _) -> {
                    call.served().failed(head.status(), error.wireCode());
                    if (!told) {
                        client.write(ErrorBody.event(error));
                    }
                }
            }
            client.flush();
        }

        private void passBody() {
            byte[] body = {};
            while (true) {
                switch (reader.next(FOR_EVER)) {
                    case FlightNews.Pieces(var pieces) -> body = pieces.getFirst().bytes();
                    case FlightNews.Silence() -> {}
                    case FlightNews.Over(FlightEnd.Failed(var error, _, _)) -> throw error;
                    case FlightNews.Over(FlightEnd.Landed(_, var answer, var cost)) -> {
                        settle(cost);
                        if (!joins) {
                            call.served()
                                    .spentNanoUsd()
                                    .ifPresent(amount -> {
                                        client.header(ResponseHeaders.COST, Cost.usd(amount));
                                        client.header(ResponseHeaders.SAVED, Cost.usd(0));
                                    });
                        } else {
                            ResponseHeaders.saved(call.served().savedNanoUsd(), client);
                        }
                        client.body(joins ? stamped(answer, body) : body, head.contentType());
                        return;
                    }
                }
            }
        }

        private byte[] stamped(Optional<RecordedAnswer> answer, byte[] body) {
            return answer.map(AnswerContent::body)
                    .map(text -> identity.stamp(text).getBytes(StandardCharsets.UTF_8))
                    .orElse(body);
        }

        private void passLargeBody() {
            client.servlet().setContentType(head.contentType());
            while (true) {
                switch (reader.next(FOR_EVER)) {
                    case FlightNews.Pieces(var pieces) -> {
                        pieces.forEach(piece -> client.write(piece.bytes()));
                        client.flush();
                    }
                    case FlightNews.Silence() -> {}
                    case FlightNews.Over(FlightEnd.Failed(var error, _, _)) -> throw error;
                    case FlightNews.Over(FlightEnd.Landed(_, _, var cost)) -> {
                        settle(cost);
                        return;
                    }
                }
            }
        }

        private void settle(FlightCost cost) {
            if (reader.settle()) {
                call.served().spent(cost.usage(), cost.nanoUsd());
            } else {
                call.served().saved(cost.usage(), cost.nanoUsd());
            }
        }
    }
}
