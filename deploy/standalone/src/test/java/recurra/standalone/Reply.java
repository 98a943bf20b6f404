package recurra.standalone;

import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a client of the gateway got. */
record Reply(HttpResponse<String> response) {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String DATA = "data: ";

    int status() {
        return response.statusCode();
    }

    /** {@code exact}, {@code normalized}, {@code template} or {@code none}. */
    String match() {
        return header("x-cache-match").orElseThrow();
    }

    Optional<String> header(String name) {
        return response.headers().firstValue(name);
    }

    /** Which parts the request had to do without; empty where all answered. */
    String degraded() {
        boolean degraded = header("x-cache-degraded").map(Boolean::parseBoolean).orElse(false);
        return degraded ? header("x-cache-degraded-reason").orElseThrow() : "";
    }

    /** What the first choice says. */
    String content() {
        if (!isStream()) {
            return json().at("/choices/0/message/content").asString();
        }
        return response.body()
                .lines()
                .filter(line -> line.startsWith(DATA) && !line.endsWith("[DONE]"))
                .map(line -> JSON.readTree(line.substring(DATA.length())))
                .map(chunk -> chunk.at("/choices/0/delta/content").asString(""))
                .collect(Collectors.joining());
    }

    JsonNode json() {
        return JSON.readTree(response.body());
    }

    /** Its status and headers, which say what went wrong where a test fails. */
    @Override
    public String toString() {
        return "%d match=%s degraded=%s".formatted(status(), header("x-cache-match"), degraded());
    }

    boolean isStream() {
        return header("content-type").orElse("").startsWith("text/event-stream");
    }
}
