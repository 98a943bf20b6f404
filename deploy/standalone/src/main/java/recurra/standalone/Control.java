package recurra.standalone;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands of {@code ./recurra} that talk to running services. */
public final class Control {
    private static final String LOCAL = "http://127.0.0.1:";
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final StandaloneOptions options;
    private final PrintStream out;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    private Control(StandaloneOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    public static void main(String[] args) throws InterruptedException {
        System.exit(run(args, new StandaloneOptions(System.getenv()), System.out));
    }

    /**
     * Runs a command.
     *
     * @return the exit status: 0 for success
     */
    static int run(String[] args, StandaloneOptions options, PrintStream out)
            throws InterruptedException {
        Control control = new Control(options, out);
        try {
            return switch (args.length == 1 ? args[0] : "") {
                case "status" -> control.status();
                case "replay" -> control.replay();
                default -> {
                    out.println("Commands: status, replay");
                    yield 2;
                }
            };
        } finally {
            control.http.close();
        }
    }

    /** Prints which services are ready; 1 when one is not. */
    private int status() throws InterruptedException {
        Map<String, String> services = new LinkedHashMap<>();
        services.put("gateway", LOCAL + options.gatewayPort());
        services.put("admin API", LOCAL + options.adminPort());
        services.put("embedder", options.embedderUrl());
        services.put("indexer", LOCAL + options.indexerPort());
        boolean allReady = true;
        for (Map.Entry<String, String> service : services.entrySet()) {
            String base = service.getValue();
            String state;
            try {
                int status =
                        http.send(
                                        request(base + "/readyz").build(),
                                        HttpResponse.BodyHandlers.ofString())
                                .statusCode();
                allReady &= status == 200;
                state =
                        status == 200
                                ? "ready"
                                : "answers, but is not ready (" + base + "/readyz says why)";
            } catch (IOException e) {
                allReady = false;
                state = "does not answer";
            }
            out.printf("%-10s %-24s %s%n", service.getKey(), base, state);
        }
        return allReady ? 0 : 1;
    }

    /** Starts a rebuild and follows it to its end; 1 when it fails. */
    private int replay() throws InterruptedException {
        String url = LOCAL + options.indexerPort() + "/replay";
        try {
            HttpResponse<String> started =
                    http.send(
                            request(url).POST(HttpRequest.BodyPublishers.noBody()).build(),
                            HttpResponse.BodyHandlers.ofString());
            if (started.statusCode() == 409) {
                out.println("A replay is running already; following it.");
            } else if (started.statusCode() != 202) {
                out.println(
                        "The indexer refused with status "
                                + started.statusCode()
                                + ": "
                                + started.body());
                return 1;
            }
            while (true) {
                JsonNode state =
                        JSON.readTree(
                                http.send(
                                                request(url).build(),
                                                HttpResponse.BodyHandlers.ofString())
                                        .body());
                String name = state.path("state").asString("unknown");
                out.printf(
                        "%-8s %-14s %,d of %,d events, %,.0f/s, %,.0f s left%n",
                        name,
                        state.path("phase").asString(""),
                        state.path("events").asLong(0),
                        state.path("total").asLong(0),
                        state.path("eventsPerSecond").asDouble(0),
                        state.path("secondsLeft").asDouble(0));
                switch (name) {
                    case "running" -> Thread.sleep(POLL);
                    case "done" -> {
                        return 0;
                    }
                    default -> {
                        out.println(
                                "The replay ended without success: "
                                        + state.path("error").asString(name));
                        return 1;
                    }
                }
            }
        } catch (IOException e) {
            out.println(
                    "The indexer does not answer at "
                            + url
                            + ". ./recurra status shows what runs.");
            return 1;
        }
    }

    private HttpRequest.Builder request(String url) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(30));
        String token = options.get("RECURRA_ADMIN_TOKEN");
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request;
    }
}
