package recurra.gateway.completion;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import recurra.gateway.cachecontrol.ReplayMode;
import recurra.gateway.cost.Cost;
import recurra.gateway.error.ErrorBody;
import recurra.gateway.error.ErrorCode;
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
import recurra.store.answer.DivergedException;
import recurra.store.answer.MalformedAnswerException;
import recurra.store.answer.RecordedAnswer;
import recurra.store.answer.StreamContinuation;

/**
 * Passes answers in flight to clients. The one because of which an answer is fetched gets the
 * provider's bytes, unless the answer had to be fetched as a stream for others; one that joined
 * gets an id of its own, and the form that it asked for. Safe for threads.
 */
final class FlightRelay {
    private static final Duration FOR_EVER = Duration.ofDays(1);

    /** After which a client that has had nothing yet is made sure of. */
    private static final Duration UNSEEN = Duration.ofSeconds(1);

    private final AnswerReplay replay;
    private final Duration keepAlive;
    private final RequestIds ids;
    private final Clock clock;

    /**
     * @param keepAlive after how much silence a stream says that it lives; zero for never
     */
    FlightRelay(AnswerReplay replay, Duration keepAlive, RequestIds ids, Clock clock) {
        this.replay = replay;
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
        while (true) {
            switch (new Passage(call, reader).run()) {
                case PASSED -> {
                    return true;
                }
                case NOT_POSSIBLE -> {
                    return false;
                }
                case RESTARTED -> {}
            }
        }
    }

    /** How a passage ended. */
    private enum Outcome {
        PASSED,
        NOT_POSSIBLE,
        /** Another answer comes, and nothing of this one has been sent. */
        RESTARTED
    }

    /** An answer on its way to one client. */
    private final class Passage {
        private final ChatCall call;
        private final ClientResponse client;
        private final FlightReader reader;
        private final FlightHead head;
        private final boolean joins;
        private final AnswerIdentity identity;

        /** The data that the client has had, kept from the moment when the answer restarts. */
        private @Nullable List<String> had;

        private @Nullable StreamContinuation continuation;

        /** Whether what the client has not had comes as one body, at the end. */
        private boolean restComesWhole;

        Passage(ChatCall call, FlightReader reader) {
            this.call = call;
            this.client = call.client();
            this.reader = reader;
            this.head = awaitHead();
            this.joins = (!reader.isFirst() || head.remote()) && head.isSuccess();
            this.identity = AnswerIdentity.of(ids.next(), clock.instant());
        }

        /** Waits until the answer begins, as long as the client does. */
        private FlightHead awaitHead() {
            Optional<FlightHead> known = reader.head(UNSEEN);
            while (known.isEmpty()) {
                client.ensureAwaited();
                known = reader.head(UNSEEN);
            }
            return known.get();
        }

        Outcome run() {
            boolean isOther = call.request().stream() != (head.form() == Form.STREAM);
            if (isOther && head.isSuccess() && (joins || reader.mustStream())) {
                return convert();
            }
            return switch (head.form()) {
                case STREAM -> passStream();
                case BODY -> passBody();
                case LARGE_BODY -> passLargeBody();
            };
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
        private Outcome convert() {
            long sureNanos = System.nanoTime();
            while (!reader.hasOutgrown()) {
                if (System.nanoTime() - sureNanos >= UNSEEN.toNanos()) {
                    client.ensureAwaited();
                    sureNanos = System.nanoTime();
                }
                switch (reader.next(UNSEEN)) {
                    case FlightNews.Pieces _, FlightNews.Silence _ -> {}
                    case FlightNews.Restarted _ -> {
                        return Outcome.RESTARTED;
                    }
                    case FlightNews.Over(FlightEnd.Failed(var error, _, _)) -> throw error;
                    case FlightNews.Over(FlightEnd.Landed(_, var answer, _, var cost)) -> {
                        answer.ifPresent(whole -> send(whole, cost));
                        return answer.isPresent() ? Outcome.PASSED : Outcome.NOT_POSSIBLE;
                    }
                }
            }
            return Outcome.NOT_POSSIBLE;
        }

        private void send(RecordedAnswer answer, FlightCost cost) {
            begin();
            settle(cost);
            price();
            if (call.request().stream()) {
                replay.stream(
                        call.request().exactKey(),
                        answer,
                        call.request().includeUsage(),
                        ReplayMode.INSTANT,
                        identity,
                        client);
            } else {
                replay.body(answer, identity, client);
            }
        }

        private Outcome passStream() {
            begin();
            EventStream.begin(client, head.contentType());
            try {
                while (true) {
                    switch (reader.next(keepAlive)) {
                        case FlightNews.Pieces(var pieces) -> {
                            if (!restComesWhole) {
                                pieces.forEach(this::pass);
                            }
                        }
                        case FlightNews.Silence() -> client.write(EventStream.keepAlive());
                        case FlightNews.Restarted(var pieces) -> goOn(pieces);
                        case FlightNews.Over(var end) -> {
                            end(end);
                            return Outcome.PASSED;
                        }
                    }
                    client.flush();
                }
            } catch (DivergedException | MalformedAnswerException e) {
                fail(
                        new GatewayException(
                                ErrorCode.UPSTREAM_BROKEN,
                                "The answer broke off, and another one does not continue it. Send"
                                        + " the request again.",
                                e),
                        false);
            } catch (GatewayException e) {
                fail(e, false);
            }
            client.flush();
            return Outcome.PASSED;
        }

        /** Goes on with another answer, where it continues what the client has had. */
        private void goOn(Optional<List<FlightPiece>> pieces) {
            if (had == null) {
                had =
                        pieces.orElseThrow(() -> broken()).stream()
                                .map(FlightPiece::data)
                                .flatMap(Stream::ofNullable)
                                .collect(Collectors.toCollection(ArrayList::new));
            }
            FlightHead next = awaitNextHead();
            if (!next.isSuccess() || next.form() == Form.LARGE_BODY) {
                throw broken();
            }
            // From a provider that does not stream, or at a gateway that knew of no stream.
            restComesWhole = next.form() == Form.BODY;
            continuation = new StreamContinuation(had);
        }

        /** Waits until another answer begins; the stream says meanwhile that it lives. */
        private FlightHead awaitNextHead() {
            Optional<FlightHead> known = reader.head(keepAlive);
            while (known.isEmpty()) {
                client.write(EventStream.keepAlive());
                client.flush();
                known = reader.head(keepAlive);
            }
            return known.get();
        }

        private static GatewayException broken() {
            return new GatewayException(
                    ErrorCode.UPSTREAM_BROKEN, "The answer broke off. Send the request again.");
        }

        private void pass(FlightPiece piece) {
            String data = piece.data();
            if (data == null) {
                client.write(piece.bytes());
            } else if (continuation == null) {
                if (!isWithheld(data)) {
                    client.write(joins ? EventStream.event(identity.stamp(data)) : piece.bytes());
                }
            } else {
                passOn(continuation, data);
            }
        }

        /** Passes on what of another answer the client has not had. */
        private void passOn(StreamContinuation another, String data) {
            another.next(data)
                    .ifPresent(rest -> {
                        Objects.requireNonNull(had).add(rest);
                        if (!isWithheld(rest)) {
                            client.write(EventStream.event(identity.stamp(rest)));
                        }
                    });
        }

        private boolean isWithheld(String data) {
            return !call.request().includeUsage()
                    && (joins || head.usageAdded())
                    && AnswerContent.isUsageChunk(data);
        }

        private void end(FlightEnd end) {
            settle(end.cost());
            switch (end) {
                case FlightEnd.Landed(var closing, var answer, _, _) -> {
                    if (continuation != null) {
                        goOnToEnd(continuation, answer);
                    }
                    closing.ifPresent(piece -> client.write(piece.bytes()));
                    if (restComesWhole) {
                        client.write(EventStream.event("[DONE]"));
                    }
                }
                case FlightEnd.Failed(var error, var told, _) -> fail(error, told);
            }
            client.end();
        }

        private void goOnToEnd(StreamContinuation another, Optional<RecordedAnswer> answer) {
            if (restComesWhole) {
                AnswerContent.chunks(answer.orElseThrow(() -> broken()), true)
                        .forEach(chunk -> passOn(another, chunk.data()));
            }
            if (!another.isMatched()) {
                throw broken();
            }
        }

        private void fail(GatewayException error, boolean told) {
            call.served().failed(head.status(), error.wireCode());
            if (!told) {
                client.write(ErrorBody.event(error));
            }
        }

        private Outcome passBody() {
            byte[] body = {};
            while (true) {
                switch (reader.next(UNSEEN)) {
                    case FlightNews.Pieces(var pieces) -> body = pieces.getFirst().bytes();
                    case FlightNews.Silence() -> client.ensureAwaited();
                    case FlightNews.Restarted _ -> {
                        return Outcome.RESTARTED;
                    }
                    case FlightNews.Over(FlightEnd.Failed(var error, _, _)) -> throw error;
                    case FlightNews.Over(FlightEnd.Landed(_, var answer, _, var cost)) -> {
                        begin();
                        settle(cost);
                        price();
                        client.body(joins ? stamped(answer, body) : body, head.contentType());
                        return Outcome.PASSED;
                    }
                }
            }
        }

        /** Says what the answer cost, or would have. */
        private void price() {
            if (joins) {
                ResponseHeaders.saved(call.served().savedNanoUsd(), client);
            } else {
                call.served()
                        .spentNanoUsd()
                        .ifPresent(amount -> {
                            client.header(ResponseHeaders.COST, Cost.usd(amount));
                            client.header(ResponseHeaders.SAVED, Cost.usd(0));
                        });
            }
        }

        private byte[] stamped(Optional<RecordedAnswer> answer, byte[] body) {
            return answer.map(AnswerContent::body)
                    .map(text -> identity.stamp(text).getBytes(StandardCharsets.UTF_8))
                    .orElse(body);
        }

        private Outcome passLargeBody() {
            begin();
            client.servlet().setContentType(head.contentType());
            while (true) {
                switch (reader.next(FOR_EVER)) {
                    case FlightNews.Pieces(var pieces) -> {
                        pieces.forEach(piece -> client.write(piece.bytes()));
                        client.flush();
                    }
                    case FlightNews.Silence() -> {}
                    case FlightNews.Restarted _ -> throw broken();
                    case FlightNews.Over(FlightEnd.Failed(var error, _, _)) -> throw error;
                    case FlightNews.Over(FlightEnd.Landed(_, _, _, var cost)) -> {
                        settle(cost);
                        return Outcome.PASSED;
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
