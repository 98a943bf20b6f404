package recurra.gateway.completion;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import recurra.store.answer.RecordedAnswer;

/**
 * An answer as it comes in, up to a limit of bytes. Beyond it the recording is given up and its
 * memory freed, while the answer goes on. For one thread.
 */
final class Recording {
    private final long maxBytes;
    private final long sentNanos;
    private final List<RecordedAnswer.Event> events = new ArrayList<>();
    private long lastNanos;
    private long firstMicros;
    private long bytes;
    private boolean givenUp;

    /**
     * @param sentNanos when the request was sent, on {@link System#nanoTime}'s clock
     */
    Recording(long maxBytes, long sentNanos) {
        this.maxBytes = maxBytes;
        this.sentNanos = sentNanos;
        this.lastNanos = sentNanos;
    }

    /** Adds a piece that has just arrived. */
    void add(String data) {
        long now = System.nanoTime();
        if (events.isEmpty()) {
            firstMicros = TimeUnit.NANOSECONDS.toMicros(now - sentNanos);
        }
        bytes += data.length();
        if (givenUp || bytes > maxBytes) {
            giveUp();
            return;
        }
        events.add(new RecordedAnswer.Event(TimeUnit.NANOSECONDS.toMicros(now - lastNanos), data));
        lastNanos = now;
    }

    /** Whether the answer is too large to be recorded. */
    boolean isGivenUp() {
        return givenUp;
    }

    private void giveUp() {
        givenUp = true;
        events.clear();
    }

    /** The answer; empty when there was none, or it was too large. */
    Optional<RecordedAnswer> answer(RecordedAnswer.Mode mode) {
        return events.isEmpty() ? Optional.empty() : Optional.of(new RecordedAnswer(mode, events));
    }

    /** From sending the request to the first piece, in microseconds. */
    long firstMicros() {
        return firstMicros;
    }

    /** From sending the request to now, in microseconds. */
    long elapsedMicros() {
        return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - sentNanos);
    }

    /** About how many bytes it takes in memory. */
    long bytes() {
        return bytes;
    }
}
