package recurra.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it reached the simulator, byte by byte.
 *
 * @param headers by lower-case name, credentials included
 * @param body the bytes as sent; treat as immutable
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy of 20 MiB helps nobody
public record ReceivedRequest(
        Instant receivedAt,
        String method,
        String path,
        Map<String, List<String>> headers,
        byte[] body) {

    public ReceivedRequest {
        headers = Map.copyOf(headers);
    }

    /** The body as text. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The first value of a header, whatever the case of its name. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
    }

    /** Without headers and content. */
    @Override
    public String toString() {
        return "ReceivedRequest[%s %s, %d bytes]".formatted(method, path, body.length);
    }
}
