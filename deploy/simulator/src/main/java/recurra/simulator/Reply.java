package recurra.simulator;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** What goes back to the client. */
sealed interface Reply {

    int status();

    /** Headers by name, without those that follow from the body's length. */
    Map<String, String> headers();

    /**
     * A body in one piece.
     *
     * @param tokens how many tokens the answer took to make; its time follows from them
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Whole(int status, Map<String, String> headers, byte[] body, int tokens)
            implements Reply {

        public Whole {
            headers = Map.copyOf(headers);
        }

        static Whole json(int status, JsonNode body, int tokens) {
            return new Whole(
                    status,
                    Map.of("content-type", "application/json"),
                    Json.writeBytes(body),
                    tokens);
        }

        /** Without content. */
        @Override
        public String toString() {
            return "Whole[status=%d, %d bytes]".formatted(status, body.length);
        }
    }

    /**
     * A stream of server-sent events.
     *
     * @param events the bytes of each, blank line included
     */
    record Events(int status, Map<String, String> headers, List<byte[]> events) implements Reply {

        static final String CONTENT_TYPE = "text/event-stream";

        private static final Pattern AFTER_BLANK_LINE = Pattern.compile("(?<=\\n\\n|\\r\\n\\r\\n)");

        public Events {
            headers = Map.copyOf(headers);
            events = List.copyOf(events);
        }

        /** The events of a recorded body; joined, they are that body. */
        static List<byte[]> split(String body) {
            return AFTER_BLANK_LINE
                    .splitAsStream(body)
                    .map(event -> event.getBytes(StandardCharsets.UTF_8))
                    .toList();
        }

        static byte[] event(JsonNode data) {
            return ("data: " + Json.write(data) + "\n\n").getBytes(StandardCharsets.UTF_8);
        }

        /** Without content. */
        @Override
        public String toString() {
            return "Events[status=%d, %d events]".formatted(status, events.size());
        }
    }

    static Whole error(ApiError error) {
        Whole whole = Whole.json(error.status(), error.body(), 1);
        Map<String, String> headers = new HashMap<>(whole.headers());
        headers.putAll(error.headers());
        return new Whole(error.status(), headers, whole.body(), 1);
    }
}
