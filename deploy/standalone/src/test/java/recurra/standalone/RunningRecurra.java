package recurra.standalone;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import recurra.embedded.DatabaseLogin;
import recurra.embedded.Ports;
import recurra.simulator.Simulator;
import recurra.testing.TestKafka;
import recurra.testing.TestRedis;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The four services as {@code ./recurra up} starts them, reached over HTTP as by anybody. */
final class RunningRecurra implements AutoCloseable {
    /** Whoever waits so long is hung; what a request may take is far below. */
    private static final Duration HUNG = Duration.ofSeconds(5);

    private static final String MODEL = "gpt-4o-mini";
    private static final String ADMIN_TOKEN = "the-admin-token";

    private final Map<String, String> environment;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private StandaloneApplication application;

    /** What the services are told; what is not set is embedded. */
    static final class Options {
        private final Map<String, String> environment = new HashMap<>();

        /**
         * @param data the folder of what the services keep
         * @param tenants who may ask; the gateway gives a key to each
         */
        Options(Path data, String... tenants) {
            with("RECURRA_DATA", data.toString());
            with("RECURRA_KEYS_FILE", keyFile(data, tenants).toString());
            with("RECURRA_ADMIN_TOKEN", ADMIN_TOKEN);
            for (String service : List.of("GATEWAY", "ADMIN", "EMBEDDER", "INDEXER")) {
                with("RECURRA_" + service + "_PORT", Integer.toString(Ports.free()));
            }
        }

        Options with(String name, String value) {
            environment.put(name, value);
            return this;
        }

        Options with(Simulator simulator) {
            return with("RECURRA_PROVIDER_BASE_URL", simulator.baseUrl().toString());
        }

        Options with(TestKafka kafka) {
            return with("RECURRA_KAFKA_BOOTSTRAP", kafka.bootstrapServers());
        }

        Options with(TestRedis redis) {
            return with("RECURRA_REDIS_URL", redis.url());
        }

        Options with(DatabaseLogin database) {
            return with("RECURRA_POSTGRES_URL", database.url())
                    .with("RECURRA_POSTGRES_USER", database.user())
                    .with("RECURRA_POSTGRES_PASSWORD", database.password());
        }

        String get(String name) {
            return environment.get(name);
        }

        RunningRecurra start() {
            return new RunningRecurra(environment);
        }
    }

    private RunningRecurra(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
        this.application = started();
    }

    /** Ends all services and starts them again with what they kept. */
    void restart() {
        application.close();
        application = started();
    }

    /** A client with the tenant's key. */
    Client client(String tenant) {
        return new Client(tenant);
    }

    /** What the admin API answers. */
    JsonNode admin(String path) {
        return JsonMapper.shared().readTree(ok(send("ADMIN", path, "GET")).body());
    }

    HttpResponse<String> deleteAtAdmin(String path) {
        return send("ADMIN", path, "DELETE");
    }

    /** What the indexer says when it is told to rebuild everything from the log. */
    HttpResponse<String> startReplay() {
        return send("INDEXER", "/replay", "POST");
    }

    JsonNode replay() {
        return JsonMapper.shared().readTree(ok(send("INDEXER", "/replay", "GET")).body());
    }

    @Override
    public void close() {
        http.shutdownNow();
        application.close();
    }

    /** An application that asks, as one tenant. Safe for threads. */
    final class Client {
        private final String tenant;

        private Client(String tenant) {
            this.tenant = tenant;
        }

        /** The reply to a question. */
        Reply ask(String question) {
            return chat(question, false);
        }

        /** The reply to the same request as {@link #ask}, as a stream. */
        Reply stream(String question) {
            return chat(question, true);
        }

        /** The reply to a question, which is not kept where it is new. */
        Reply probe(String question) {
            return probe(MODEL, question);
        }

        /** The same of another model. */
        Reply probe(String model, String question) {
            return chat(model, question, false, "", "x-cache-store", "false");
        }

        /** The reply of the model, for which the simulator does something out of the ordinary. */
        Reply chat(String model, String question, String directives) {
            return chat(model, question, false, directives);
        }

        private Reply chat(String question, boolean stream) {
            return chat(MODEL, question, stream, "");
        }

        private Reply chat(
                String model,
                String question,
                boolean stream,
                String directives,
                String... headers) {
            ObjectNode body = JsonMapper.shared().createObjectNode();
            body.put("model", model).put("stream", stream);
            if (!directives.isEmpty()) {
                body.putObject("metadata").put("simulate", directives);
            }
            body.putArray("messages").addObject().put("role", "user").put("content", question);
            HttpRequest.Builder request =
                    request("GATEWAY", "/v1/chat/completions", keyOf(tenant))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
            if (headers.length > 0) {
                request.headers(headers);
            }
            return new Reply(send(request));
        }
    }

    private StandaloneApplication started() {
        return StandaloneApplication.start(
                environment, new Progress(new PrintStream(PrintStream.nullOutputStream())));
    }

    private HttpResponse<String> send(String service, String path, String method) {
        return send(
                request(service, path, ADMIN_TOKEN)
                        .method(method, HttpRequest.BodyPublishers.noBody()));
    }

    private HttpRequest.Builder request(String service, String path, String key) {
        String port = environment.get("RECURRA_" + service + "_PORT");
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + key);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        // The client's own timeout would end with the headers, and a body can hang too.
        return http.sendAsync(
                        request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
                .orTimeout(HUNG.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private static HttpResponse<String> ok(HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + ": " + response.body());
        }
        return response;
    }

    private static Path keyFile(Path data, String... tenants) {
        String keys =
                List.of(tenants).stream()
                        .map(tenant ->
                                "  - {sha256: %s, tenant: %s, name: test}\n"
                                        .formatted(sha256(keyOf(tenant)), tenant))
                        .collect(Collectors.joining("", "keys:\n", ""));
        try {
            return Files.writeString(data.resolve("keys.yml"), keys);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String keyOf(String tenant) {
        return "sk-" + tenant;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
