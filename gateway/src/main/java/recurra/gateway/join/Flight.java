package recurra.gateway.join;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import recurra.gateway.error.ErrorCode;
import recurra.gateway.error.GatewayException;
import recurra.store.time.CoarseTimer;

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
    private final CoarseTimer timer;

    // Not the object's own monitor: a virtual thread that waits for one is woken by way of another
    // thread, and who waits for the end should not be woken by each piece.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Condition drained = lock.newCondition();
    private final Condition over = lock.newCondition();
    private final Held held = lock::unlock;

    private final Set<FlightReader> readers = new HashSet<>();
    private final Set<FlightReader> observers = new HashSet<>();
    private final List<FlightPiece> pieces = new ArrayList<>();

    private @Nullable Thread filler;
    private Runnable left = () -> {};
    private @Nullable FlightHead head;
    private @Nullable FlightEnd end;

    /** How many pieces were dropped from the front. */
    private long dropped;

    /** How many times the answer was asked for anew. */
    private int attempt;

    /** Where the answer of this attempt starts. */
    private long start;

    private long bytes;
    private boolean mustStream;
    private boolean joinable = true;
    private boolean outgrown;
    private boolean deserted;
    private boolean calledOff;
    private boolean wantedElsewhere;
    private boolean landing;
    private boolean firstReaderLeft;
    private boolean paid;

    /** The lock while it is held. */
    private interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * @param maxBytes of an answer that can be joined
     * @param outlivesReaders whether the answer is still fetched when nobody reads it any more
     * @param buffered told how many bytes more, or less, are held here
     * @param timer wakes readers whose patience is at its end
     */
    Flight(long maxBytes, boolean outlivesReaders, LongConsumer buffered, CoarseTimer timer) {
        this.maxBytes = maxBytes;
        this.outlivesReaders = outlivesReaders;
        this.buffered = buffered;
        this.timer = timer;
    }

    /** The thread that fills it; it is interrupted when the answer is no longer wanted. */
    void filledBy(Thread thread) {
        try (var _ = hold()) {
            filler = thread;
        }
    }

    /** A reader of the whole answer; null when it cannot be joined any more. */
    @Nullable FlightReader join(boolean first) {
        try (var _ = hold()) {
            if (!joinable) {
                return null;
            }
            FlightReader reader = atStart(new FlightReader(this, first));
            readers.add(reader);
            return reader;
        }
    }

    /** A reader for whose sake the answer is not fetched, and for whom nobody waits. */
    FlightReader observe() {
        try (var _ = hold()) {
            FlightReader observer = atStart(new FlightReader(this, false));
            observers.add(observer);
            return observer;
        }
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
    void restart() {
        try (var _ = hold()) {
            mustStream |= head != null && head.form() == FlightHead.Form.STREAM;
            head = null;
            attempt++;
            start = dropped + pieces.size();
            news.signalAll();
        }
    }

    /**
     * Whether the answer is to be asked for as a stream even where its first reader wants it whole:
     * it comes after one that broke off as a stream, and only a stream goes on at once for those
     * who were in the middle of that, here or at other gateways.
     */
    public boolean mustStream() {
        try (var _ = hold()) {
            return mustStream;
        }
    }

    /** Says how the answer begins. */
    public void begin(FlightHead known) {
        try (var _ = hold()) {
            head = known;
            wake();
        }
    }

    /**
     * Adds what has come.
     *
     * @throws GatewayException when the wait for the readers of a large answer is interrupted
     */
    public void add(List<FlightPiece> more) {
        try (var _ = hold()) {
            for (FlightPiece piece : more) {
                pieces.add(piece);
                grow(piece.size());
            }
            wake();
            if (bytes > maxBytes) {
                outgrow();
            }
            try {
                while (outgrown && bytes > maxBytes && !readers.isEmpty()) {
                    drained.await();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw stopped(e);
            }
        }
    }

    /** Wakes the readers, unless they can do nothing with a body before its end, which follows. */
    private void wake() {
        if (head == null || head.form() != FlightHead.Form.BODY) {
            news.signalAll();
        }
    }

    /** Says that the answer is too large to be joined. */
    public void outgrow() {
        try (var _ = hold()) {
            if (!outgrown) {
                outgrown = true;
                joinable = false;
                drop();
                // Those of a body slept until its end, which from now on waits for them.
                news.signalAll();
            }
        }
    }

    /** Says that the answer is complete, so that nothing can call it off any more. */
    public void land() {
        try (var _ = hold()) {
            landing = true;
            // Whoever called it off came too late.
            var _ = Thread.interrupted();
        }
    }

    /** Says whether other gateways read it, for which it is fetched although nobody here does. */
    void wantedElsewhere(boolean wanted) {
        try (var _ = hold()) {
            wantedElsewhere = wanted;
            endUnwanted();
        }
    }

    /** Whether it was called off before it was complete. */
    boolean isCalledOff() {
        try (var _ = hold()) {
            return calledOff;
        }
    }

    /** Whether all readers went before the answer was complete. */
    public boolean isDeserted() {
        try (var _ = hold()) {
            return deserted;
        }
    }

    /** Notes what is left to do when the readers know the end; for the thread that fills it. */
    public void afterwards(Runnable work) {
        left = work;
    }

    /** Does what was left; for the thread that fills it. */
    void doWhatIsLeft() {
        Runnable work = left;
        left = () -> {};
        work.run();
    }

    /** Waits until the thread that fills it is done, but not longer than the patience. */
    void awaitFiller(Duration patience) throws InterruptedException {
        Thread thread;
        try (var _ = hold()) {
            thread = filler;
        }
        if (thread != null) {
            var _ = thread.join(patience);
        }
    }

    void end(FlightEnd how) {
        try (var _ = hold()) {
            end = how;
            joinable = false;
            news.signalAll();
            over.signalAll();
            release();
        }
    }

    /** Calls the answer off. */
    void callOff() {
        try (var _ = hold()) {
            joinable = false;
            if (filler != null && !landing && end == null) {
                calledOff = true;
                filler.interrupt();
            }
        }
    }

    private Held hold() {
        lock.lock();
        return held;
    }

    /** Calls the answer off when nobody wants it. */
    private void endUnwanted() {
        if (readers.isEmpty() && end == null && !outlivesReaders && !wantedElsewhere) {
            deserted = !landing;
            callOff();
        }
    }

    Optional<FlightHead> head(FlightReader reader, Duration patience) {
        try (var _ = hold()) {
            long left = patience.toNanos();
            while (head == null && end == null) {
                if (left <= 0) {
                    return Optional.empty();
                }
                left = awaitNews(left);
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
    }

    FlightNews next(FlightReader reader, Duration patience) {
        try (var _ = hold()) {
            long left = patience.toNanos();
            long last = dropped + pieces.size();
            while (reader.attempt == attempt && reader.position == last && end == null) {
                if (left <= 0) {
                    return new FlightNews.Silence();
                }
                left = awaitNews(left);
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
            List<FlightPiece> more =
                    List.copyOf(pieces.subList((int) (reader.position - dropped), pieces.size()));
            reader.position = last;
            drop();
            return new FlightNews.Pieces(more);
        }
    }

    /** Waits for the end, but not longer than the patience. */
    void awaitEnd(Duration patience) throws InterruptedException {
        try (var _ = hold()) {
            long left = patience.toNanos();
            while (end == null && left > 0) {
                left = over.awaitNanos(left);
            }
        }
    }

    /** Returns how many nanoseconds are left. */
    private long awaitNews(long nanos) {
        long endNanos = System.nanoTime() + nanos;
        try (var _ = timer.in(nanos, this::wakeAll)) {
            news.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stopped(e);
        } catch (IllegalStateException e) {
            // The timer is closed.
            throw stopped(e);
        }
        return endNanos - System.nanoTime();
    }

    private void wakeAll() {
        try (var _ = hold()) {
            news.signalAll();
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

    Optional<FlightHead> headIfKnown() {
        try (var _ = hold()) {
            return Optional.ofNullable(head);
        }
    }

    boolean hasOutgrown() {
        try (var _ = hold()) {
            return outgrown;
        }
    }

    /** Whether this reader is the one to whom the cost of the answer is put down. */
    boolean settle(FlightReader reader) {
        try (var _ = hold()) {
            if (paid || (head != null && head.remote()) || !(reader.isFirst() || firstReaderLeft)) {
                return false;
            }
            paid = true;
            return true;
        }
    }

    void leave(FlightReader reader) {
        try (var _ = hold()) {
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
        grow(-had.stream().mapToLong(FlightPiece::size).sum());
        had.clear();
        dropped = slowest;
        drained.signalAll();
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

    private static GatewayException stopped(Exception e) {
        return new GatewayException(
                ErrorCode.UPSTREAM_BROKEN, "The gateway is stopping. Send the request again.", e);
    }
}
