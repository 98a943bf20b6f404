package recurra.gateway.provider;

import org.jspecify.annotations.Nullable;

/**
 * A server-sent event.
 *
 * @param raw its bytes as they came, with the blank line that ends it; not to be changed
 * @param data its data; null when it has none, as a comment that keeps the connection alive
 * @param wellFormed whether the data are valid UTF-8, so that {@code data} says what {@code raw}
 *     does
 */
public record SseEvent(
        @SuppressWarnings("ArrayRecordComponent") byte[] raw,
        @Nullable String data,
        boolean wellFormed) {
    private static final String DONE = "[DONE]";

    /** Whether it says that the stream is complete. */
    public boolean isDone() {
        return data != null && data.strip().equals(DONE);
    }

    /** Without content. */
    @Override
    public String toString() {
        return "SseEvent[bytes=" + raw.length + "]";
    }
}
