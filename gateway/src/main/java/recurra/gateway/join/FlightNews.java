package recurra.gateway.join;

import java.util.List;
import java.util.Optional;

/** What a reader of a flight finds. */
public sealed interface FlightNews {
    /** More of the answer: all that has come since the reader last asked. */
    record Pieces(List<FlightPiece> pieces) implements FlightNews {}

    /** Nothing has come for as long as the reader wanted to wait. */
    record Silence() implements FlightNews {}

    /**
     * Whoever gave the answer is gone, and it is asked for again: what comes next is another
     * answer, from its start, and its head is to be read anew.
     *
     * @param had what the reader has had of the old one; empty where that is no longer known
     */
    record Restarted(Optional<List<FlightPiece>> had) implements FlightNews {}

    /** The answer is over; the reader has had all of it. */
    record Over(FlightEnd end) implements FlightNews {}
}
