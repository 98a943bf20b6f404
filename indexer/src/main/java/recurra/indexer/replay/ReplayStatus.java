package recurra.indexer.replay;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How far the newest replay of this process is.
 *
 * @param phase what it does, or did last
 * @param events how many records of the log are applied
 * @param total how many records the log had when the replay began; with gaps that compaction or
 *     retention left, fewer come
 * @param eventsPerSecond since the beginning
 * @param secondsLeft at this rate; absent where nothing is left or nothing known
 * @param error why it failed
 */
public record ReplayStatus(
        State state,
        @Nullable Phase phase,
        long events,
        long total,
        double eventsPerSecond,
        @Nullable Long secondsLeft,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable String error) {
    static final ReplayStatus IDLE =
            new ReplayStatus(State.IDLE, null, 0, 0, 0, null, null, null, null);

    /** Where a replay stands. */
    public enum State {
        /** None was started since this process is there. */
        IDLE,
        RUNNING,
        /** Everything is as the log says. */
        DONE,
        /** It was ended before its time: what is derived is not complete. */
        CANCELLED,
        /** What is derived is not complete. */
        FAILED;

        @JsonValue
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a replay does, in this order. */
    public enum Phase {
        /** Everything derived is removed. */
        EMPTYING,
        /** What must not be served is read first, so that it is not served in between. */
        CURATION,
        /** Everything else is read, several partitions at once. */
        EVENTS;

        @JsonValue
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
