package recurra.gateway.join;

import java.util.List;

/** What a reader of a flight finds. */
public sealed interface FlightNews {
    /** More of the answer: all that has come since the reader last asked. */
    record Pieces(List<FlightPiece> pieces) implements FlightNews {}

    /** Nothing has come for as long as the reader wanted to wait. */
    record Silence() implements FlightNews {}

    /** The answer is over; the reader has had all of it. */
    record Over(FlightEnd end) implements FlightNews {}
}
