package recurra.gateway.completion;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import recurra.gateway.join.Flight;
import recurra.gateway.join.FlightCost;
import recurra.gateway.join.FlightEnd;
import recurra.gateway.join.FlightHead.Form;
import recurra.gateway.join.FlightPiece;
import recurra.gateway.provider.Exchange;
import recurra.gateway.provider.UpstreamResponse;
import recurra.store.answer.AnswerContent;
import recurra.store.answer.RecordedAnswer;

/**
 * Takes a provider's response in that does not stream, byte for byte. It is read whole before the
 * first byte goes on, since part of a JSON document is of no use to anybody: so what it cost can
 * stand in a header, and a connection that breaks becomes an error that the client understands. A
 * response larger than the recording's limit passes through as it comes.
 */
final class BodyIntake {
    private final UpstreamCall call;
    private final Exchange exchange;
    private final Flight flight;
    private final Recording recording;
    private final AnswerKeeper keeper;
    private final long maxRecording;

    BodyIntake(
            UpstreamCall call,
            Exchange exchange,
            Flight flight,
            Recording recording,
            AnswerKeeper keeper,
            long maxRecording) {
        this.call = call;
        this.exchange = exchange;
        this.flight = flight;
        this.recording = recording;
        this.keeper = keeper;
        this.maxRecording = maxRecording;
    }

    FlightEnd run() {
        UpstreamResponse response = exchange.response();
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] piece = response.body().next();
        while (piece != null && read.size() + piece.length <= maxRecording) {
            read.writeBytes(piece);
            piece = response.body().next();
        }
        if (piece != null) {
            return passThrough(read.toByteArray(), piece);
        }
        byte[] body = read.toByteArray();
        flight.land();
        AnswerKeeper.Taken taken = response.isSuccess() ? take(body) : AnswerKeeper.Taken.NOTHING;
        flight.begin(UpstreamFiller.head(Form.BODY, exchange, call.request()));
        flight.add(List.of(new FlightPiece(body, null)));
        return new FlightEnd.Landed(Optional.empty(), taken.answer(), taken.kept(), taken.cost());
    }

    private AnswerKeeper.Taken take(byte[] body) {
        Optional<String> text = exchange.response().isEncoded() ? Optional.empty() : decode(body);
        if (text.isEmpty()) {
            keeper.notKept("malformed");
            return AnswerKeeper.Taken.NOTHING;
        }
        recording.add(text.get());
        return keeper.take(
                call,
                flight,
                exchange.provider().name(),
                recording,
                RecordedAnswer.Mode.JSON,
                AnswerContent::summary,
                false);
    }

    private FlightEnd passThrough(byte[] read, byte[] next) {
        keeper.notKept("too_large");
        flight.outgrow();
        flight.begin(UpstreamFiller.head(Form.LARGE_BODY, exchange, call.request()));
        flight.add(List.of(new FlightPiece(read, null)));
        for (byte[] piece = next; piece != null; piece = exchange.response().body().next()) {
            flight.add(List.of(new FlightPiece(piece, null)));
        }
        return new FlightEnd.Landed(Optional.empty(), Optional.empty(), false, FlightCost.UNKNOWN);
    }

    /** The text, unless it is not UTF-8, as a recording has to be. */
    private static Optional<String> decode(byte[] body) {
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
