package recurra.gateway.join;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import recurra.gateway.lookup.PendingAnswers;
import recurra.store.StoreUnavailableException;
import recurra.store.flight.FlightLease;
import recurra.store.flight.LeaseState;
import recurra.store.flight.SharedFlights;

/**
 * Writes an answer in flight to where other gateways follow it, and renews the lease meanwhile. It
 * reads the flight like any client, so neither the provider nor a client waits for it. A write that
 * fails ends it: to write again might double what is there. For one thread.
 */
final class FlightSharing {
    private static final Logger LOG = LoggerFactory.getLogger(FlightSharing.class);

    /** Before the first write, and between two while somebody follows. */
    private static final Duration PAUSE = Duration.ofMillis(40);

    /** A lease is renewed at least this many times before it ends. */
    private static final int RENEWALS = 4;

    private final SharedFlights shared;
    private final PendingAnswers pending;
    private final FlightKey key;
    private final FlightLease lease;
    private final Flight flight;
    private final FlightReader reader;
    private final Duration renewal;
    private boolean headWritten;

    FlightSharing(
            SharedFlights shared,
            PendingAnswers pending,
            FlightKey key,
            FlightLease lease,
            Flight flight) {
        this.shared = shared;
        this.pending = pending;
        this.key = key;
        this.lease = lease;
        this.flight = flight;
        this.reader = flight.observe();
        this.renewal = shared.lease().dividedBy(RENEWALS);
    }

    /** Returns how it went: {@code led}, {@code released}, {@code too_large}, {@code lost}. */
    String run() {
        try {
            return write();
        } catch (StoreUnavailableException e) {
            LOG.atDebug().setCause(e).log("An answer is no longer shared");
            return "lost";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "lost";
        } finally {
            reader.close();
            flight.wantedElsewhere(false);
        }
    }

    private String write() throws InterruptedException {
        // What is over so soon is written once.
        flight.awaitEnd(PAUSE);
        while (true) {
            FlightNews news = reader.next(renewal);
            List<byte[]> frames = new ArrayList<>();
            reader.headIfKnown()
                    .filter(_ -> !headWritten)
                    .ifPresent(head -> {
                        frames.add(FlightFrames.head(head));
                        headWritten = true;
                    });
            if (reader.hasOutgrown()) {
                frames.add(FlightFrames.tooLarge());
                shared.finish(lease, frames, false);
                return "too_large";
            }
            switch (news) {
                case FlightNews.Pieces(var pieces) ->
                        pieces.forEach(piece -> frames.add(FlightFrames.piece(piece)));
                case FlightNews.Over(var end) -> {
                    return end(frames, end);
                }
                case FlightNews.Silence() -> {}
                case FlightNews.Restarted _ ->
                        throw new IllegalStateException("A flight that is led does not restart");
            }
            LeaseState state = shared.append(lease, frames);
            flight.wantedElsewhere(state == LeaseState.FOLLOWED);
            switch (state) {
                case LOST -> {
                    return "lost";
                }
                case HELD -> flight.awaitEnd(renewal.dividedBy(2));
                case FOLLOWED -> flight.awaitEnd(PAUSE);
            }
        }
    }

    private String end(List<byte[]> frames, FlightEnd end) throws InterruptedException {
        if (flight.isCalledOff()) {
            shared.release(lease);
            return "released";
        }
        boolean kept = end instanceof FlightEnd.Landed landed && landed.kept();
        if (kept) {
            // A client of another gateway that has seen the end finds the answer there too.
            pending.await(key.tenant(), key.exactKey(), renewal);
        }
        frames.add(FlightFrames.end(end));
        return shared.finish(lease, frames, kept) == LeaseState.LOST ? "lost" : "led";
    }
}
