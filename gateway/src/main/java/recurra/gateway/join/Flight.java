package recurra.gateway.join;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import recurra.gateway.error.ErrorCode;
import recurra.gateway.error.GatewayException;

/**
 * An answer on its way. One thread fills it, any number read it, each from the start and at its own
 * pace. Safe for threads.
 *
 * <p>The answer stands here once, however many read it, and until the last reader is gone. One that
 * outgrows the limit can no longer be joined: what all readers have had is dropped then, and
 * whoever fills it waits for the slowest.
 */
public final class Flight {
    private final long maxBytes;
    private final boolean outlivesReaders;
    private final LongConsumer buffered;
    private final Set<FlightReader> readers = new HashSet<>();
    private final Set<FlightReader> observers = new HashSet<>();
    private final List<FlightPiece> pieces = new ArrayList<>();

    private @Nullable Thread filler;
    private @Nullable FlightHead head;
    private @Nullable FlightEnd end;

    /** How many pieces were dropped from the front. */
    private long dropped;

    /** How many times the answer was asked for anew. */
    private int attempt;

    /** Where the answer of this attempt starts. */
    private long start;

    private long bytes;
    private boolean joinable = true;
    private boolean outgrown;
    private boolean deserted;
    private boolean calledOff;
    private boolean wantedElsewhere;
    private boolean landing;
    private boolean firstReaderLeft;
    private boolean paid;

    /**
     * @param maxBytes of an answer that can be joined
     * @param outlivesReaders whether the answer is still fetched when nobody reads it any more
     * @param buffered told how many bytes more, or less, are held here
     */
    Flight(long maxBytes, boolean outlivesReaders, LongConsumer buffered) {
        this.maxBytes = maxBytes;
        this.outlivesReaders = outlivesReaders;
        this.buffered = buffered;
    }

    /** The thread that fills it; it is interrupted when the answer is no longer wanted. */
    synchronized void filledBy(Thread thread) {
        filler = thread;
    }

    /** A reader of the whole answer; null when it cannot be joined any more. */
    synchronized @Nullable FlightReader join(boolean first) {
        if (!joinable) {
            return null;
        }
        FlightReader reader = atStart(new FlightReader(this, first));
        readers.add(reader);
        return reader;
    }

    /** A reader for whose sake the answer is not fetched, and for whom nobody waits. */
    synchronized FlightReader observe() {
        FlightReader observer = atStart(new FlightReader(this, false));
        observers.add(observer);
        return observer;
    }

    private FlightReader atStart(FlightReader reader) {
        reader.attempt = attempt;
        reader.begun = start;
        reader.position = start;
        return reader;
    }

    /**
     * Says that the answer so far will not be completed, and that another one comes. Readers that
     * have had nothing of it do not notice.
     */
    synchronized void restart() {
        head = null;
        attempt++;
        start = dropped + pieces.size();
        notifyAll();
    }

    /** Says how the answer begins. */
    public synchronized void begin(FlightHead known) {
        head = known;
        notifyAll();
    }

    /**
     * Adds what has come.
     *
     * @throws GatewayException when the wait for the readers of a large answer is interrupted
     */
    public synchronized void add(List<FlightPiece> more) {
        for (FlightPiece piece : more) {
            pieces.add(piece);
            grow(piece.bytes().length);
        }
        notifyAll();
        if (bytes > maxBytes) {
            outgrow();
        }
        try {
            while (outgrown && bytes > maxBytes && !readers.isEmpty()) {
                wait();
            }
        } catch (InterruptedException e) {
            throw stopped(e);
        }
    }

    /** Says that the answer is too large to be joined. */
    public synchronized void outgrow() {
        if (!outgrown) {
            outgrown = true;
            joinable = false;
            drop();
        }
    }

    /** Says that the answer is complete, so that nothing can call it off any more. */
    public synchronized void land() {
        landing = true;
        // Whoever called it off came too late.
        var _ = Thread.interrupted();
    }

    /** Says whether other gateways read it, for which it is fetched although nobody here does. */
    synchronized void wantedElsewhere(boolean wanted) {
        wantedElsewhere = wanted;
        endUnwanted();
    }

    /** Whether it was called off before it was complete. */
    synchronized boolean isCalledOff() {
        return calledOff;
    }

    /** Whether all readers went before the answer was complete. */
    public synchronized boolean isDeserted() {
        return deserted;
    }

    synchronized void end(FlightEnd how) {
        end = how;
        joinable = false;
        notifyAll();
        release();
    }

    /** Calls the answer off. */
    synchronized void callOff() {
        joinable = false;
        if (filler != null && !landing && end == null) {
            calledOff = true;
            filler.interrupt();
        }
    }

    /** Calls the answer off when nobody wants it. */
    private void endUnwanted() {
        if (readers.isEmpty() && end == null && !outlivesReaders && !wantedElsewhere) {
            deserted = !landing;
            callOff();
        }
    }

    synchronized Optional<FlightHead> head(FlightReader reader, Duration patience) {
        long endNanos = System.nanoTime() + patience.toNanos();
        while (head == null && end == null) {
            long left = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
            if (left <= 0) {
                return Optional.empty();
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                throw stopped(e);
            }
        }
        if (head != null) {
            if (reader.position == reader.begun) {
                atStart(reader);
            }
            return Optional.of(head);
        }
        if (end instanceof FlightEnd.Failed(var error, _, _)) {
            throw error;
        }
        throw new IllegalStateException("A flight landed that had not begun");
    }

    synchronized FlightNews next(FlightReader reader, Duration patience) {
        long endNanos = System.nanoTime() + patience.toNanos();
        long last = dropped + pieces.size();
        while (reader.attempt == attempt && reader.position == last && end == null) {
            long left = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
            if (left <= 0) {
                return new FlightNews.Silence();
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                throw stopped(e);
            }
            last = dropped + pieces.size();
        }
        if (reader.attempt != attempt) {
            FlightNews restarted = new FlightNews.Restarted(had(reader));
            atStart(reader);
            drop();
            return restarted;
        }
        if (reader.position < dropped) {
            // Nobody waited for this reader, and what it has missed is gone.
            return new FlightNews.Silence();
        }
        if (reader.position == last && end != null) {
            return new FlightNews.Over(end);
        }
        List<FlightPiece> news =
                List.copyOf(pieces.subList((int) (reader.position - dropped), pieces.size()));
        reader.position = last;
        drop();
        return new FlightNews.Pieces(news);
    }

    /** Waits for the end, but not longer than the patience. */
    synchronized void awaitEnd(Duration patience) throws InterruptedException {
        long endNanos = System.nanoTime() + patience.toNanos();
        long left = patience.toMillis();
        while (end == null && left > 0) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
        }
    }

    private Optional<List<FlightPiece>> had(FlightReader reader) {
        return reader.begun < dropped
                ? Optional.empty()
                : Optional.of(
                        List.copyOf(
                                pieces.subList(
                                        (int) (reader.begun - dropped),
                                        (int) (reader.position - dropped))));
    }

    synchronized Optional<FlightHead> headIfKnown() {
        return Optional.ofNullable(head);
    }

    synchronized boolean hasOutgrown() {
        return outgrown;
    }

    /** Whether this reader is the one to whom the cost of the answer is put down. */
    synchronized boolean settle(FlightReader reader) {
        if (paid || (head != null && head.remote()) || !(reader.isFirst() || firstReaderLeft)) {
            return false;
        }
        paid = true;
        return true;
    }

    synchronized void leave(FlightReader reader) {
        if (observers.remove(reader)) {
            release();
            return;
        }
        if (!readers.remove(reader)) {
            return;
        }
        firstReaderLeft |= reader.isFirst();
        drop();
        endUnwanted();
        release();
    }

    /** Drops what all readers have had, where the answer is too large to be kept. */
    private void drop() {
        if (!outgrown) {
            return;
        }
        long slowest =
                readers.stream()
                        .mapToLong(reader -> reader.position)
                        .min()
                        .orElse(dropped + pieces.size());
        List<FlightPiece> had = pieces.subList(0, (int) (slowest - dropped));
        grow(-had.stream().mapToLong(piece -> piece.bytes().length).sum());
        had.clear();
        dropped = slowest;
        notifyAll();
    }

    /** Drops everything when the answer is over and nobody reads it. */
    private void release() {
        if (end != null && readers.isEmpty() && observers.isEmpty()) {
            grow(-bytes);
            pieces.clear();
        }
    }

    private void grow(long by) {
        bytes += by;
        buffered.accept(by);
    }

    private static GatewayException stopped(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new GatewayException(
                ErrorCode.UPSTREAM_BROKEN, "The gateway is stopping. Send the request again.", e);
    }
}
