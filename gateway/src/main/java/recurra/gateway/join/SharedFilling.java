package recurra.gateway.join;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import recurra.gateway.error.ErrorCode;
import recurra.gateway.error.GatewayException;
import recurra.gateway.lookup.PartGuard;
import recurra.gateway.lookup.PartUnavailableException;
import recurra.gateway.lookup.PendingAnswers;
import recurra.gateway.metrics.GatewayMetric;
import recurra.store.StoreUnavailableException;
import recurra.store.flight.FlightLease;
import recurra.store.flight.FlightRole;
import recurra.store.flight.FlightTrack;
import recurra.store.flight.FlightUpdate;
import recurra.store.flight.SharedFlights;

/**
 * Fills flights that other gateways may be filling too: one of them asks the provider, the others
 * follow it. When the one is gone, one of the others asks anew. While the store is away each
 * gateway asks for itself. Safe for threads.
 */
public final class SharedFilling implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SharedFilling.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(1);

    private final SharedFlights shared;
    private final PartGuard redis;
    private final PendingAnswers pending;
    private final int maxEvent;
    private final MeterRegistry meters;

    /** Who writes answers that this gateway fetches, by what they write. */
    private final Map<FlightKey, Thread> sharers = new ConcurrentHashMap<>();

    /**
     * @param redis keeps requests from waiting for the store
     * @param pending answers that other gateways do not find yet
     * @param maxEvent bytes of one event
     */
    public SharedFilling(
            SharedFlights shared,
            PartGuard redis,
            PendingAnswers pending,
            int maxEvent,
            MeterRegistry meters) {
        this.shared = shared;
        this.redis = redis;
        this.pending = pending;
        this.maxEvent = maxEvent;
        this.meters = meters;
    }

    /** How following ended. */
    private sealed interface Outcome {
        /** With the answer. */
        record Ended(FlightEnd end) implements Outcome {}

        /** The gateway that was followed leads no more. */
        record Leaderless() implements Outcome {}

        /** The answer cannot be had this way. */
        record Alone() implements Outcome {}
    }

    /**
     * Fills the flight, by what another gateway writes where one leads.
     *
     * @param lookedUpNanos when the answer was looked for
     * @param provider fills the flight where this gateway leads
     */
    FlightEnd fill(FlightKey key, long lookedUpNanos, Flight flight, Filler provider) {
        if (shared.isAlone()) {
            count("alone");
            return provider.fill(flight);
        }
        Optional<FlightRole> role = enter(key, lookedUpNanos);
        while (role.isPresent() && role.get() instanceof FlightRole.Follows(var track)) {
            count("followed");
            switch (follow(track, flight)) {
                case Outcome.Ended(var end) -> {
                    return end;
                }
                case Outcome.Leaderless() -> role = enter(key, lookedUpNanos);
                case Outcome.Alone() -> role = Optional.empty();
            }
            flight.restart();
            if (role.isPresent() && role.get() instanceof FlightRole.Leads) {
                count("taken_over");
            }
        }
        if (role.isPresent() && role.get() instanceof FlightRole.Leads(var lease)) {
            share(key, lease, flight);
        }
        return provider.fill(flight);
    }

    private Optional<FlightRole> enter(FlightKey key, long lookedUpNanos) {
        if (!isDoneWith(key)) {
            count("unavailable");
            return Optional.empty();
        }
        Duration age = Duration.ofNanos(System.nanoTime() - lookedUpNanos);
        try {
            return Optional.of(redis.call(() -> shared.enter(key.tenant(), key.exactKey(), age)));
        } catch (PartUnavailableException e) {
            LOG.atDebug().addKeyValue("reason", e.degradation()).log("An answer is not shared");
            count("unavailable");
            return Optional.empty();
        }
    }

    /**
     * Waits until the last answer that this gateway fetched is written to its end. It has ended
     * here, and who asks again must not follow it: it may be an error, or not to be kept.
     */
    private boolean isDoneWith(FlightKey key) {
        Thread sharer = sharers.get(key);
        try {
            return sharer == null || sharer.join(LONGEST_PAUSE);
        } catch (InterruptedException e) {
            throw stopped(e);
        }
    }

    private void share(FlightKey key, FlightLease lease, Flight flight) {
        FlightSharing sharing = new FlightSharing(shared, pending, key, lease, flight);
        Thread thread =
                Thread.ofVirtual()
                        .name("flight-sharing-" + lease.token())
                        .unstarted(() -> {
                            try {
                                count(sharing.run());
                            } finally {
                                sharers.remove(key, Thread.currentThread());
                            }
                        });
        sharers.put(key, thread);
        thread.start();
    }

    private Outcome follow(FlightTrack from, Flight flight) {
        FlightFrames.Reader frames = new FlightFrames.Reader(maxEvent);
        FlightTrack track = from;
        Duration pause = SHORTEST_PAUSE;
        long heardNanos = System.nanoTime();
        while (System.nanoTime() - heardNanos < shared.lease().toNanos()) {
            try {
                FlightUpdate update = shared.follow(track);
                heardNanos = System.nanoTime();
                track = update.track();
                Optional<Outcome> outcome = take(update, frames, flight);
                if (outcome.isPresent()) {
                    return outcome.get();
                }
                boolean isNew = !update.entries().isEmpty();
                if (!isNew && !update.led()) {
                    return new Outcome.Leaderless();
                }
                pause = isNew ? SHORTEST_PAUSE : min(pause.multipliedBy(2), LONGEST_PAUSE);
            } catch (StoreUnavailableException e) {
                LOG.atDebug().setCause(e).log("A shared answer cannot be read");
            }
            sleep(pause);
        }
        count("unavailable");
        return new Outcome.Alone();
    }

    private Optional<Outcome> take(FlightUpdate update, FlightFrames.Reader frames, Flight flight) {
        List<FlightPiece> pieces = new ArrayList<>();
        for (byte[] entry : update.entries()) {
            switch (frames.read(entry)) {
                case FlightFrames.Frame.Head(var head) -> flight.begin(head);
                case FlightFrames.Frame.Piece(var piece) -> pieces.add(piece);
                case FlightFrames.Frame.End(var end) -> {
                    flight.add(pieces);
                    return Optional.of(new Outcome.Ended(end));
                }
                case FlightFrames.Frame.TooLarge() -> {
                    return Optional.of(new Outcome.Alone());
                }
                case FlightFrames.Frame.Unreadable() -> {
                    count("unreadable");
                    LOG.atWarn().log("What another gateway wrote cannot be read; it is asked anew");
                    return Optional.of(new Outcome.Alone());
                }
            }
        }
        if (!pieces.isEmpty()) {
            flight.add(pieces);
        }
        return Optional.empty();
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static void sleep(Duration duration) {
        try {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        } catch (InterruptedException e) {
            throw stopped(e);
        }
    }

    private static GatewayException stopped(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new GatewayException(
                ErrorCode.UPSTREAM_BROKEN, "The gateway is stopping. Send the request again.", e);
    }

    private void count(String event) {
        meters.counter(GatewayMetric.FLIGHTS_SHARED.key(), "event", event).increment();
    }

    /** Waits a moment until the leases are given up, so that others need not wait for their end. */
    @Override
    public void close() {
        long endNanos = System.nanoTime() + CLOSE_DEADLINE.toNanos();
        for (Thread sharer : sharers.values()) {
            try {
                sharer.join(Duration.ofNanos(Math.max(1, endNanos - System.nanoTime())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
