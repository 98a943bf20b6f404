package recurra.gateway.join;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import recurra.gateway.error.ErrorCode;
import recurra.gateway.error.GatewayException;
import recurra.gateway.provider.SseEvent;
import recurra.gateway.provider.SseParser;
import recurra.store.answer.RecordedAnswer;
import recurra.store.answer.Usage;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Answers in flight as other gateways read them: a letter for the kind, then the content. */
final class FlightFrames {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final byte HEAD = 'h';
    private static final byte PIECE = 'p';
    private static final byte END = 'e';
    private static final byte TOO_LARGE = 't';

    private FlightFrames() {}

    /** What a frame says. */
    sealed interface Frame {
        record Head(FlightHead head) implements Frame {}

        record Piece(FlightPiece piece) implements Frame {}

        record End(FlightEnd end) implements Frame {}

        /** The answer is too large to be shared. */
        record TooLarge() implements Frame {}

        /** A gateway of another version wrote it, or nobody knows what. */
        record Unreadable() implements Frame {}
    }

    /** A head on the wire. */
    private record HeadWire(
            FlightHead.Form form,
            String provider,
            int status,
            String contentType,
            Map<String, List<String>> headers,
            boolean usageAdded) {}

    /** An end on the wire; an answer has no error and an error no answer. */
    private record EndWire(
            @Nullable String closing,
            boolean readable,
            boolean kept,
            @Nullable Usage usage,
            @Nullable Long nanoUsd,
            @Nullable ErrorCode error,
            @Nullable String message,
            @Nullable String tried,
            boolean told) {}

    static byte[] head(FlightHead head) {
        return frame(
                HEAD,
                JSON.writeValueAsBytes(
                        new HeadWire(
                                head.form(),
                                head.provider(),
                                head.status(),
                                head.contentType(),
                                head.headers(),
                                head.usageAdded())));
    }

    static byte[] piece(FlightPiece piece) {
        return frame(PIECE, piece.bytes());
    }

    static byte[] tooLarge() {
        return frame(TOO_LARGE, new byte[0]);
    }

    static byte[] end(FlightEnd end) {
        Usage usage = end.cost().usage().orElse(null);
        Long nanoUsd = end.cost().nanoUsd().orElse(null);
        EndWire wire =
                switch (end) {
                    case FlightEnd.Landed(var closing, var answer, var kept, _) ->
                            new EndWire(
                                    closing.map(piece ->
                                                    new String(
                                                            piece.bytes(), StandardCharsets.UTF_8))
                                            .orElse(null),
                                    answer.isPresent(),
                                    kept,
                                    usage,
                                    nanoUsd,
                                    null,
                                    null,
                                    null,
                                    false);
                    case FlightEnd.Failed(var error, var told, _) ->
                            new EndWire(
                                    null,
                                    false,
                                    false,
                                    usage,
                                    nanoUsd,
                                    error.code(),
                                    error.message(),
                                    error.tried().orElse(null),
                                    told);
                };
        return frame(END, JSON.writeValueAsBytes(wire));
    }

    private static byte[] frame(byte kind, byte[] content) {
        byte[] frame = new byte[1 + content.length];
        frame[0] = kind;
        System.arraycopy(content, 0, frame, 1, content.length);
        return frame;
    }

    /** Reads the frames of one answer in their order. For one thread. */
    static final class Reader {
        private final SseParser parser;
        private final List<RecordedAnswer.Event> events = new ArrayList<>();
        private FlightHead.Form form = FlightHead.Form.STREAM;

        Reader(int maxEvent) {
            this.parser = new SseParser(maxEvent);
        }

        Frame read(byte[] frame) {
            try {
                return frame.length == 0 ? new Frame.Unreadable() : parse(frame);
            } catch (JacksonException e) {
                return new Frame.Unreadable();
            }
        }

        private Frame parse(byte[] frame) {
            byte[] content = Arrays.copyOfRange(frame, 1, frame.length);
            return switch (frame[0]) {
                case HEAD -> new Frame.Head(head(JSON.readValue(content, HeadWire.class)));
                case PIECE -> new Frame.Piece(piece(content));
                case END -> new Frame.End(end(JSON.readValue(content, EndWire.class)));
                case TOO_LARGE -> new Frame.TooLarge();
                default -> new Frame.Unreadable();
            };
        }

        private FlightHead head(HeadWire wire) {
            form = wire.form();
            return new FlightHead(
                    wire.form(),
                    wire.provider(),
                    wire.status(),
                    wire.contentType(),
                    wire.headers(),
                    wire.usageAdded(),
                    true);
        }

        private FlightPiece piece(byte[] bytes) {
            String data = null;
            if (form == FlightHead.Form.STREAM) {
                List<SseEvent> parsed = parser.feed(bytes);
                data = parsed.isEmpty() ? null : parsed.getFirst().data();
                if (data != null) {
                    events.add(new RecordedAnswer.Event(0, data));
                }
            } else {
                events.add(new RecordedAnswer.Event(0, new String(bytes, StandardCharsets.UTF_8)));
            }
            return new FlightPiece(bytes, data);
        }

        private FlightEnd end(EndWire wire) {
            FlightCost cost =
                    new FlightCost(
                            Optional.ofNullable(wire.usage()), Optional.ofNullable(wire.nanoUsd()));
            if (wire.error() != null) {
                GatewayException error =
                        new GatewayException(
                                wire.error(),
                                wire.message() == null ? "The answer broke off." : wire.message());
                return new FlightEnd.Failed(
                        wire.tried() == null ? error : error.afterTrying(wire.tried()),
                        wire.told(),
                        cost);
            }
            return new FlightEnd.Landed(
                    Optional.ofNullable(wire.closing())
                            .map(text ->
                                    new FlightPiece(text.getBytes(StandardCharsets.UTF_8), null)),
                    wire.readable() ? Optional.of(answer()) : Optional.empty(),
                    wire.kept(),
                    cost);
        }

        private RecordedAnswer answer() {
            return new RecordedAnswer(
                    form == FlightHead.Form.STREAM
                            ? RecordedAnswer.Mode.STREAM
                            : RecordedAnswer.Mode.JSON,
                    events);
        }
    }
}
