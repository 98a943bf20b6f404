package recurra.admin;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import recurra.embedded.DatabaseLogin;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service as it really starts, on a port of its own. */
public final class RunningAdmin implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final ConfigurableApplicationContext context;
    private final HttpClient client =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();

    private RunningAdmin(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /**
     * @param properties {@code property=value}
     */
    public static RunningAdmin start(String... properties) {
        String[] arguments =
                Stream.concat(Stream.of("server.port=0"), Stream.of(properties))
                        .map("--"::concat)
                        .toArray(String[]::new);
        return new RunningAdmin(AdminApplication.builder().run(arguments));
    }

    /** With a database and nothing else. */
    public static RunningAdmin on(DatabaseLogin database) {
        return start(
                "recurra.postgres.url=" + database.url(),
                "recurra.postgres.user=" + database.user(),
                "recurra.postgres.password=" + database.password(),
                "recurra.kafka.bootstrap=127.0.0.1:1",
                "recurra.embedder.url=http://127.0.0.1:1",
                "recurra.indexer.url=http://127.0.0.1:1");
    }

    /** Where it listens. */
    public URI uri(String path) {
        int port = ((WebServerApplicationContext) context).getWebServer().getPort();
        return URI.create("http://127.0.0.1:" + port + path);
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    public HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)).DELETE());
    }

    public HttpResponse<String> post(String path, String body)
            throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(uri(path))
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    public HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The body of a response, which is JSON. */
    public static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    /** The text as part of a query string. */
    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        context.close();
        client.close();
    }
}
