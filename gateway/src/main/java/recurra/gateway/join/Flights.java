package recurra.gateway.join;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import recurra.gateway.error.ErrorCode;
import recurra.gateway.error.GatewayException;
import recurra.gateway.metrics.GatewayMetric;
import recurra.store.time.CoarseTimer;

/**
 * The answers on their way in this process. Each is filled by a virtual thread of its own, so that
 * no client's going, or slowness, is another's. Safe for threads.
 */
public final class Flights implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Flights.class);

    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(1);

    /** How exactly a reader's patience is kept: it counts in seconds. */
    private static final Duration TICK = Duration.ofMillis(100);

    private final long maxBytes;
    private final boolean outliveReaders;
    private final Optional<SharedFilling> sharing;
    private final Map<FlightKey, Flight> joinable = new ConcurrentHashMap<>();
    private final Set<Flight> all = ConcurrentHashMap.newKeySet();
    private final RecentLandings landings = new RecentLandings();
    private final AtomicLong buffered = new AtomicLong();
    private final Thread.Builder threads = Thread.ofVirtual().name("flight-", 0);
    private final CoarseTimer timer = new CoarseTimer("flight-timer", TICK);

    /**
     * @param maxBytes of an answer that can be joined
     * @param outliveReaders whether answers that nobody waits for any more are still fetched
     * @param sharing with other gateways; empty where each asks for itself
     */
    public Flights(
            long maxBytes,
            boolean outliveReaders,
            Optional<SharedFilling> sharing,
            MeterRegistry meters) {
        this.maxBytes = maxBytes;
        this.outliveReaders = outliveReaders;
        this.sharing = sharing;
        Gauge.builder(GatewayMetric.FLIGHTS.key(), all, Set::size).register(meters);
        Gauge.builder(GatewayMetric.FLIGHT_BYTES.key(), buffered, AtomicLong::get)
                .baseUnit(BaseUnits.BYTES)
                .register(meters);
    }

    /**
     * Joins the flight of the key, or begins it.
     *
     * @param sinceNanos when the answer was last looked for, on {@link System#nanoTime}'s clock
     * @param shares whether it is shared with other gateways too
     */
    public Boarding board(FlightKey key, long sinceNanos, boolean shares, Filler filler) {
        Boarding[] boarding = new Boarding[1];
        Flight flight =
                joinable.compute(
                        key,
                        (_, current) -> {
                            FlightReader reader = current == null ? null : current.join(false);
                            if (reader != null) {
                                boarding[0] = new Boarding.Boarded(reader);
                                return current;
                            }
                            // Asked only now: it is noted here before its flight leaves the map.
                            if (landings.hasLandedSince(key, sinceNanos)) {
                                boarding[0] = new Boarding.JustLanded();
                                return null;
                            }
                            Flight next = newFlight();
                            boarding[0] = new Boarding.Boarded(first(next));
                            return next;
                        });
        if (boarding[0] instanceof Boarding.Boarded(var reader)
                && reader.isFirst()
                && flight != null) {
            Optional<SharedFilling> others = sharing.filter(_ -> shares);
            start(
                    flight,
                    others.isPresent()
                            ? next -> others.get().fill(key, sinceNanos, next, filler)
                            : filler,
                    () -> {
                        landings.note(key);
                        joinable.remove(key, flight);
                    });
        }
        return boarding[0];
    }

    /** How many bytes of answers are in memory. */
    public long bufferedBytes() {
        return buffered.get();
    }

    /** Begins a flight that nobody joins. */
    public FlightReader alone(Filler filler) {
        Flight flight = newFlight();
        FlightReader reader = first(flight);
        start(flight, filler, () -> {});
        return reader;
    }

    private Flight newFlight() {
        return new Flight(maxBytes, outliveReaders, buffered::addAndGet, timer);
    }

    private static FlightReader first(Flight flight) {
        FlightReader reader = flight.join(true);
        if (reader == null) {
            throw new IllegalStateException("A flight that has not begun cannot be joined");
        }
        return reader;
    }

    /**
     * @param landed what is to be done before the readers see the end, so that one that asks again
     *     finds the answer where it is kept
     */
    private void start(Flight flight, Filler filler, Runnable landed) {
        all.add(flight);
        Thread thread =
                threads.unstarted(() -> {
                    FlightEnd end = fill(flight, filler);
                    landed.run();
                    flight.end(end);
                    finish(flight);
                    all.remove(flight);
                });
        flight.filledBy(thread);
        thread.start();
    }

    private static void finish(Flight flight) {
        try {
            flight.doWhatIsLeft();
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("An answer that was given is not kept");
        }
    }

    private static FlightEnd fill(Flight flight, Filler filler) {
        try {
            return filler.fill(flight);
        } catch (GatewayException e) {
            return new FlightEnd.Failed(e);
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).log("Fetching an answer failed");
            return new FlightEnd.Failed(
                    new GatewayException(
                            ErrorCode.INTERNAL_ERROR,
                            "The gateway failed. Its log has the reason; x-request-id names the"
                                    + " request.",
                            e));
        }
    }

    /** Calls all answers off, and waits a moment until those that are there are handed over. */
    @Override
    public void close() {
        all.forEach(Flight::callOff);
        long endNanos = System.nanoTime() + CLOSE_DEADLINE.toNanos();
        try {
            for (Flight flight : all) {
                flight.awaitFiller(Duration.ofNanos(endNanos - System.nanoTime()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        timer.close();
    }
}
