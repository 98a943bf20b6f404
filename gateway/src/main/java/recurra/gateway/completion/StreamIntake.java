package recurra.gateway.completion;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import recurra.gateway.error.ErrorCode;
import recurra.gateway.error.GatewayException;
import recurra.gateway.join.Flight;
import recurra.gateway.join.FlightCost;
import recurra.gateway.join.FlightEnd;
import recurra.gateway.join.FlightPiece;
import recurra.gateway.provider.ErrorEvents;
import recurra.gateway.provider.Exchange;
import recurra.gateway.provider.SseEvent;
import recurra.gateway.provider.SseParser;
import recurra.gateway.provider.UpstreamResponse;
import recurra.store.answer.RecordedAnswer;
import recurra.store.answer.StreamSummary;

/**
 * Takes a provider's stream in, event by event as each arrives, and records it.
 *
 * <p>Whatever ends the stream before the provider has said that it is complete is a failure: a
 * client never takes half an answer for a whole one. The end is told only when the answer has been
 * handed over to be kept, so that a client that has seen the end finds the answer when it asks
 * again.
 */
final class StreamIntake {
    /** What a stream says of a choice that came to its end. */
    private static final Pattern FINISHED = Pattern.compile("\"finish_reason\"\\s*:\\s*\"");

    private final UpstreamCall call;
    private final String provider;
    private final UpstreamResponse response;
    private final Flight flight;
    private final Recording recording;
    private final AnswerKeeper keeper;
    private final SseParser parser;

    /** Learnt while the next chunk is on its way, so that the end waits for the last one alone. */
    private final StreamSummary summary = new StreamSummary();

    /** Whether something cannot be read, so that nobody knows what the recording lacks. */
    private boolean flawed;

    private boolean finished;
    private @Nullable SseEvent done;
    private FlightEnd.@Nullable Failed failed;

    StreamIntake(
            UpstreamCall call,
            Exchange exchange,
            Flight flight,
            Recording recording,
            AnswerKeeper keeper,
            int maxEvent) {
        this.call = call;
        this.provider = exchange.provider().name();
        this.response = exchange.response();
        this.flight = flight;
        this.recording = recording;
        this.keeper = keeper;
        this.parser = new SseParser(maxEvent);
        this.flawed = response.isEncoded();
    }

    FlightEnd run() {
        byte[] piece = response.body().next();
        while (piece != null && !isOver()) {
            take(parser.feed(piece));
            piece = isOver() ? null : response.body().next();
        }
        if (!isOver()) {
            parser.finish().ifPresent(event -> take(List.of(event)));
        }
        return end();
    }

    private boolean isOver() {
        return done != null || failed != null;
    }

    private void take(List<SseEvent> events) {
        List<FlightPiece> pieces = new ArrayList<>(events.size());
        for (SseEvent event : events) {
            String data = event.data();
            flawed |= !event.wellFormed();
            if (event.isDone()) {
                done = event;
                break;
            }
            if (data != null && ErrorEvents.isError(data)) {
                failed = failed(ErrorEvents.isInShape(data));
                if (failed.told()) {
                    pieces.add(new FlightPiece(event.raw(), data));
                }
                break;
            }
            if (data != null) {
                recording.add(data);
                finished |= recording.isGivenUp() && FINISHED.matcher(data).find();
            }
            pieces.add(new FlightPiece(event.raw(), data));
        }
        if (recording.isGivenUp()) {
            flight.outgrow();
        }
        flight.add(pieces);
        if (!recording.isGivenUp()) {
            pieces.stream().map(FlightPiece::data).filter(Objects::nonNull).forEach(summary::add);
        }
    }

    private static FlightEnd.Failed failed(boolean told) {
        return new FlightEnd.Failed(
                new GatewayException(
                        ErrorCode.UPSTREAM_STREAM_ERROR,
                        "The provider reported an error in the middle of its answer. Send the"
                                + " request again."),
                told,
                FlightCost.UNKNOWN);
    }

    private FlightEnd end() {
        if (failed != null) {
            keeper.notKept("error");
            return failed;
        }
        flight.land();
        AnswerKeeper.Taken taken =
                keeper.take(
                        call,
                        flight,
                        provider,
                        recording,
                        RecordedAnswer.Mode.STREAM,
                        _ -> summary.summary(),
                        flawed);
        boolean complete = recording.isGivenUp() ? finished : taken.complete() && !flawed;
        if (done == null && !complete) {
            return new FlightEnd.Failed(
                    new GatewayException(
                            ErrorCode.UPSTREAM_BROKEN,
                            "The provider's stream ended before its answer did. Send the request"
                                    + " again."),
                    false,
                    taken.cost());
        }
        return new FlightEnd.Landed(
                Optional.ofNullable(done).map(event -> new FlightPiece(event.raw(), event.data())),
                taken.answer(),
                taken.kept(),
                taken.cost());
    }
}
