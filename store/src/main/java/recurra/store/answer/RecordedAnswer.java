package recurra.store.answer;

import java.util.List;

/**
 * A complete answer as the provider gave it.
 *
 * @param mode how it was given
 * @param events one for {@link Mode#JSON}; one for each server-sent event for {@link Mode#STREAM},
 *     without the closing {@code [DONE]}
 */
public record RecordedAnswer(Mode mode, List<Event> events) {
    public RecordedAnswer {
        events = List.copyOf(events);
        if (events.isEmpty() || (mode == Mode.JSON && events.size() != 1)) {
            throw new IllegalArgumentException(
                    "A recorded answer has one JSON body or at least one streamed event");
        }
    }

    /** How a provider gave an answer. */
    public enum Mode {
        JSON,
        STREAM
    }

    /**
     * A piece of an answer.
     *
     * @param gapMicros microseconds since the piece before it, or since the request was sent
     * @param data the data field of the server-sent event, or the JSON body, byte for byte
     */
    public record Event(long gapMicros, String data) {
        @Override
        public String toString() {
            return "Event[gapMicros=" + gapMicros + ", length=" + data.length() + "]";
        }
    }

    @Override
    public String toString() {
        return "RecordedAnswer[mode=" + mode + ", events=" + events.size() + "]";
    }
}
