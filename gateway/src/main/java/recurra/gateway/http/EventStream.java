package recurra.gateway.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Server-sent events (WHATWG HTML, 9.2) as the gateway writes them. */
public final class EventStream {
    private static final byte[] DONE = event("[DONE]");

    private static final String CONTENT_TYPE = "text/event-stream; charset=utf-8";

    private EventStream() {}

    /** Sets the headers of a stream that the gateway makes itself. */
    public static void begin(ClientResponse client) {
        begin(client, CONTENT_TYPE);
    }

    /** Sets the headers of a stream. */
    public static void begin(ClientResponse client, String contentType) {
        client.servlet().setContentType(contentType);
        client.header("Cache-Control", "no-cache");
        // Tells nginx and its kin not to collect events.
        client.header("X-Accel-Buffering", "no");
    }

    /** Sends a stream that is complete already. */
    public static void send(byte[] events, ClientResponse client) {
        begin(client);
        client.body(events, CONTENT_TYPE);
    }

    /** Ends a stream in OpenAI's form. */
    public static void end(ClientResponse client) {
        client.write(DONE);
        client.end();
    }

    /** A comment, which clients ignore. */
    public static byte[] keepAlive() {
        return ": keep-alive\n\n".getBytes(StandardCharsets.UTF_8);
    }

    /** An event with the data. */
    public static byte[] event(String data) {
        return text(data).getBytes(StandardCharsets.UTF_8);
    }

    /** All events of a stream with these data, and its end. */
    public static List<String> whole(List<String> data) {
        return Stream.concat(data.stream().map(EventStream::text), Stream.of(text("[DONE]")))
                .toList();
    }

    private static String text(String data) {
        return "data: " + data.replace("\n", "\ndata: ") + "\n\n";
    }
}
