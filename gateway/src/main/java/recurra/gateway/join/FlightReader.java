package recurra.gateway.join;

import java.time.Duration;
import java.util.Optional;
import recurra.gateway.error.GatewayException;

/**
 * One client's view of an answer in flight. For one thread; to be closed when the client is gone.
 */
public final class FlightReader implements AutoCloseable {
    private final Flight flight;
    private final boolean first;

    /** Which of the answers it reads, where there were several. Guarded by the flight. */
    int attempt;

    /** Where it began to read that answer. Guarded by the flight. */
    long begun;

    /** Where it is. Guarded by the flight. */
    long position;

    FlightReader(Flight flight, boolean first) {
        this.flight = flight;
        this.first = first;
    }

    /** Whether the answer is fetched because of this reader; the others have joined it. */
    public boolean isFirst() {
        return first;
    }

    /**
     * Waits until the answer begins.
     *
     * @param patience how long at most
     * @return empty where it has not begun by then
     * @throws GatewayException when it never will
     */
    public Optional<FlightHead> head(Duration patience) {
        return flight.head(this, patience);
    }

    /**
     * Waits for more of the answer.
     *
     * @param patience how long at most
     */
    public FlightNews next(Duration patience) {
        return flight.next(this, patience);
    }

    /** How the answer begins, where that is known. */
    Optional<FlightHead> headIfKnown() {
        return flight.headIfKnown();
    }

    /** Whether the answer is so large that it will not be known as a whole. */
    public boolean hasOutgrown() {
        return flight.hasOutgrown();
    }

    /** Whether the answer was asked for as a stream even where the first reader wants it whole. */
    public boolean mustStream() {
        return flight.mustStream();
    }

    /**
     * Whether the cost of the answer is to be put down to this reader: to the first, and if that
     * one left, to the next that asks; to each other one it is what joining saved.
     */
    public boolean settle() {
        return flight.settle(this);
    }

    @Override
    public void close() {
        flight.leave(this);
    }
}
