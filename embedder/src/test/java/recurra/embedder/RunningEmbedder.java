package recurra.embedder;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The service as it really starts, on a port of its own. */
public final class RunningEmbedder implements AutoCloseable {
    private final ConfigurableApplicationContext context;
    private final HttpClient client = HttpClient.newHttpClient();

    /**
     * @param data its data folder
     * @param arguments further {@code --property=value}
     */
    public static RunningEmbedder start(Path data, String... arguments) {
        String[] all =
                Stream.concat(
                                Stream.of(
                                        "--server.port=0",
                                        "--recurra.data=" + data,
                                        "--recurra.model.onnx.threads=2"),
                                Stream.of(arguments))
                        .toArray(String[]::new);
        return new RunningEmbedder(EmbedderApplication.builder().run(all));
    }

    private RunningEmbedder(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Where it listens. */
    public URI uri(String path) {
        int port = ((WebServerApplicationContext) context).getWebServer().getPort();
        return URI.create("http://127.0.0.1:" + port + path);
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)).build());
    }

    /**
     * @param headers names and values in turn
     */
    public HttpResponse<String> post(String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(
                request.header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build());
    }

    @Override
    public void close() {
        context.close();
        client.close();
    }

    private HttpResponse<String> send(HttpRequest request)
            throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
