package recurra.benchmark.system;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import recurra.benchmark.load.Call;
import recurra.benchmark.process.ProgramException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Single requests that are not measured. */
public final class Http {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    private Http() {}

    /** The response to a call, whatever its status. */
    public static HttpResponse<byte[]> send(Call call) {
        HttpRequest.Builder request =
                request("http://127.0.0.1:" + call.port() + call.path())
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(call.body()));
        call.headers().forEach(request::header);
        return send(request);
    }

    public static String get(String url) {
        return ok(send(request(url).GET()));
    }

    public static JsonNode json(String url) {
        return JsonMapper.shared().readTree(get(url));
    }

    /** Posts nothing; any status of success will do. */
    public static void post(String url) {
        ok(send(request(url).POST(HttpRequest.BodyPublishers.noBody())));
    }

    /** Posts JSON; any status of success will do. */
    public static void post(String url, String json) {
        ok(
                send(
                        request(url)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(json))));
    }

    /**
     * The sum of a Prometheus metric over its labels, 0 where it has not been counted yet.
     *
     * @param labels what must stand in the labels, as {@code kind="fingerprint"}; empty for any
     */
    public static double metric(Service service, String name, String labels) {
        return metric(get(service.url("/metrics")), name, labels);
    }

    static double metric(String page, String name, String labels) {
        return page.lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> line.contains(labels))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE);
    }

    private static String ok(HttpResponse<byte[]> response) {
        String body = new String(response.body(), StandardCharsets.UTF_8);
        if (response.statusCode() / 100 != 2) {
            throw new ProgramException(
                    "%s answers with status %d: %s"
                            .formatted(response.uri(), response.statusCode(), body));
        }
        return body;
    }

    private static HttpResponse<byte[]> send(HttpRequest.Builder request) {
        HttpRequest built = request.build();
        try {
            return CLIENT.send(built, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new ProgramException(built.uri() + " does not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProgramException("Interrupted while asking " + built.uri(), e);
        }
    }
}
