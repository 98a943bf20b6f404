package recurra.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A plain HTTP client of a simulator. */
final class SimulatorClient implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI root;

    SimulatorClient(Simulator simulator) {
        this.root = simulator.baseUrl().resolve("/");
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return http.send(posting(path, body), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<byte[]> postForBytes(String path, String body)
            throws IOException, InterruptedException {
        return http.send(posting(path, body), HttpResponse.BodyHandlers.ofByteArray());
    }

    /** Returns at the response's headers. */
    HttpResponse<InputStream> postForStream(String path, String body)
            throws IOException, InterruptedException {
        return http.send(posting(path, body), HttpResponse.BodyHandlers.ofInputStream());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(root.resolve(path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(root.resolve(path)).timeout(Duration.ofSeconds(20));
    }

    HttpResponse<String> chat(String body) throws IOException, InterruptedException {
        return post(Endpoints.CHAT_COMPLETIONS, body);
    }

    /** The answer to a completion that must succeed. */
    JsonNode completion(String body) throws IOException, InterruptedException {
        HttpResponse<String> response = chat(body);
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return Json.parse(response.body());
    }

    /** The chunks of a stream that must succeed, without {@code [DONE]}. */
    List<JsonNode> chunks(String body) throws IOException, InterruptedException {
        String stream = chat(body).body();
        return stream.lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> Json.parse(line.substring("data: ".length())))
                .toList();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private HttpRequest posting(String path, String body) {
        return request(path)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }
}
