package recurra.indexer;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import recurra.embedded.DatabaseLogin;
import recurra.store.answer.CachedAnswer;
import recurra.store.exact.ExactCache;
import recurra.store.exact.ExactLookup;
import recurra.testing.TestKafka;
import recurra.testing.TestRedis;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service as it really starts, on a port of its own. */
public final class RunningIndexer implements AutoCloseable {
    private final ConfigurableApplicationContext context;
    private final HttpClient client = HttpClient.newHttpClient();

    /**
     * @param more further {@code --property=value}
     */
    public static RunningIndexer start(
            TestKafka kafka, DatabaseLogin database, TestRedis redis, Path data, String... more) {
        List<String> arguments = arguments(kafka, database, redis, data);
        arguments.addAll(List.of(more));
        return new RunningIndexer(
                IndexerApplication.builder().run(arguments.toArray(String[]::new)));
    }

    /** What connects an indexer to the parts. */
    public static List<String> arguments(
            TestKafka kafka, DatabaseLogin database, TestRedis redis, Path data) {
        return new ArrayList<>(
                List.of(
                        "--server.port=0",
                        "--recurra.data=" + data,
                        "--recurra.kafka.bootstrap=" + kafka.bootstrapServers(),
                        "--recurra.kafka.retry-wait=200ms",
                        "--recurra.kafka.longest-retry-wait=1s",
                        "--recurra.postgres.url=" + database.url(),
                        "--recurra.postgres.user=" + database.user(),
                        "--recurra.postgres.password=" + database.password(),
                        "--recurra.redis.url=" + redis.url(),
                        "--recurra.redis.deadline=500ms",
                        "--recurra.purge.interval=1h"));
    }

    private RunningIndexer(ConfigurableApplicationContext context) {
        this.context = context;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** The question's answer in the exact cache. */
    public Optional<CachedAnswer> cached(String question) {
        return switch (bean(ExactCache.class)
                .find(LoggedEvents.TENANT, LoggedEvents.key(question), Optional.empty())) {
            case ExactLookup.Exact(CachedAnswer answer) -> Optional.of(answer);
            case ExactLookup.Normalized(CachedAnswer answer) -> Optional.of(answer);
            case ExactLookup.Absent() -> Optional.empty();
        };
    }

    public HttpResponse<String> get(String path, String... headers)
            throws IOException, InterruptedException {
        return send(request(path, headers).GET());
    }

    public HttpResponse<String> post(String path, String... headers)
            throws IOException, InterruptedException {
        return send(request(path, headers).POST(HttpRequest.BodyPublishers.noBody()));
    }

    /** What {@code GET /replay} says. */
    public JsonNode replay() {
        try {
            return JsonMapper.shared().readTree(get("/replay").body());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        context.close();
        client.close();
    }

    private HttpRequest.Builder request(String path, String... headers) {
        int port = ((WebServerApplicationContext) context).getWebServer().getPort();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        return headers.length == 0 ? request : request.headers(headers);
    }

    private HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
