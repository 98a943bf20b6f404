package recurra.gateway;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import recurra.simulator.Simulator;
import recurra.testing.TestKafka;
import recurra.testing.TestRedis;

/** A gateway for tests, reached over HTTP as by any client. */
public final class GatewayServer implements AutoCloseable {
    /** A port at which nobody listens. */
    public static final String NOBODY = "127.0.0.1:1";

    private final ConfigurableApplicationContext context;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private GatewayServer(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** How a gateway is started; what is not set is away. */
    public static final class Options {
        private final Map<String, String> properties = new LinkedHashMap<>();

        public Options(Path data) {
            with("server.port", "0");
            with("recurra.data", data.toString());
            with("recurra.redis.url", "redis://" + NOBODY);
            with("recurra.kafka.bootstrap", NOBODY);
            with("recurra.postgres.url", "jdbc:postgresql://" + NOBODY + "/none");
            with("recurra.embedder.url", "http://" + NOBODY);
            with("recurra.template.enabled", "false");
        }

        public Options with(String property, String value) {
            properties.put(property, value);
            return this;
        }

        public Options with(Simulator simulator) {
            return with("default", simulator);
        }

        /** With a provider of that name. */
        public Options with(String provider, Simulator simulator) {
            return with(
                    "recurra.providers." + provider + ".base-url", simulator.baseUrl().toString());
        }

        public Options with(TestRedis redis) {
            return with("recurra.redis.url", redis.url());
        }

        public Options with(TestKafka kafka) {
            return with("recurra.kafka.bootstrap", kafka.bootstrapServers());
        }

        List<String> arguments() {
            return properties.entrySet().stream()
                    .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                    .toList();
        }

        public GatewayServer start() {
            GatewayServer server =
                    new GatewayServer(
                            GatewayApplication.builder().run(arguments().toArray(String[]::new)));
            if (properties.keySet().stream().anyMatch(name -> name.endsWith(".base-url"))) {
                server.awaitReady();
            }
            return server;
        }
    }

    /** Waits until the gateway knows which of its parts are there. */
    private void awaitReady() {
        await().atMost(Duration.ofSeconds(30)).until(() -> get("/readyz").statusCode() == 200);
    }

    /** Waits until the part is there. */
    public void awaitPart(String part) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> get("/readyz").body().contains("\"" + part + "\":\"up\""));
    }

    public URI uri(String path) {
        int port = ((WebServerApplicationContext) context).getWebServer().getPort();
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /**
     * Asks for a chat completion.
     *
     * @param headers names and values in turn
     */
    public HttpResponse<String> chat(String body, String... headers) {
        return post("/v1/chat/completions", body, headers);
    }

    public HttpResponse<String> post(String path, String body, String... headers) {
        return send(
                request(path, headers)
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    public HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers).GET());
    }

    public HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request;
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(
                    request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        context.close();
    }
}
