package recurra.gateway.provider;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import recurra.gateway.error.ErrorCode;
import recurra.gateway.error.GatewayException;

/**
 * Cuts a stream of bytes into server-sent events (WHATWG HTML, 9.2), however the bytes are cut into
 * pieces. Keeps at most one event in memory. For one thread.
 */
public final class SseParser {
    private static final int FIRST_CAPACITY = 1024;

    private final int maxEventBytes;
    private byte[] buffer = new byte[FIRST_CAPACITY];
    private int size;

    /** Where the search for the end of the line goes on. */
    private int scanned;

    private int lineStart;

    /**
     * @param maxEventBytes of one event
     */
    public SseParser(int maxEventBytes) {
        this.maxEventBytes = maxEventBytes;
    }

    /**
     * The events that the bytes complete.
     *
     * @throws GatewayException when an event is larger than allowed
     */
    public List<SseEvent> feed(byte[] bytes) {
        append(bytes);
        List<SseEvent> events = new ArrayList<>();
        int eventStart = 0;
        while (scanned < size) {
            byte current = buffer[scanned];
            if (current != '\n' && current != '\r') {
                scanned++;
                continue;
            }
            if (current == '\r' && scanned + 1 == size) {
                // The line feed that may belong to it has yet to come.
                break;
            }
            boolean blank = scanned == lineStart;
            scanned += current == '\r' && buffer[scanned + 1] == '\n' ? 2 : 1;
            lineStart = scanned;
            if (blank) {
                events.add(event(Arrays.copyOfRange(buffer, eventStart, scanned)));
                eventStart = scanned;
            }
        }
        drop(eventStart);
        if (size > maxEventBytes) {
            throw new GatewayException(
                    ErrorCode.UPSTREAM_BROKEN,
                    "The provider sent an event of more than " + maxEventBytes + " bytes.");
        }
        return events;
    }

    /**
     * The end of a stream whose provider did not end it with a blank line. Anything else that is
     * left is an event that broke off.
     */
    public Optional<SseEvent> finish() {
        return Optional.of(event(Arrays.copyOf(buffer, size))).filter(SseEvent::isDone);
    }

    private void append(byte[] bytes) {
        if (size + bytes.length > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(size + bytes.length, buffer.length * 2));
        }
        System.arraycopy(bytes, 0, buffer, size, bytes.length);
        size += bytes.length;
    }

    private void drop(int count) {
        System.arraycopy(buffer, count, buffer, 0, size - count);
        size -= count;
        scanned -= count;
        lineStart -= count;
    }

    private static SseEvent event(byte[] raw) {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
        } catch (CharacterCodingException e) {
            return new SseEvent(raw, null, false);
        }
        return new SseEvent(raw, data(text), true);
    }

    private static @Nullable String data(String event) {
        StringBuilder data = null;
        for (String line : event.lines().toList()) {
            if (!line.startsWith("data")) {
                continue;
            }
            String rest = line.substring("data".length());
            if (!rest.isEmpty() && !rest.startsWith(":")) {
                continue;
            }
            String value = rest.isEmpty() ? "" : rest.substring(1);
            value = value.startsWith(" ") ? value.substring(1) : value;
            if (data == null) {
                data = new StringBuilder(value);
            } else {
                data.append('\n').append(value);
            }
        }
        return data == null ? null : data.toString();
    }
}
