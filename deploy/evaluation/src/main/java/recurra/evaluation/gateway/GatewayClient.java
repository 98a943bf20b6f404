package recurra.evaluation.gateway;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import recurra.evaluation.encoding.Requests;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A client of a gateway, which sends what the trials need. Safe for threads. */
final class GatewayClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** How long an entry may take from its answer to the index. */
    private static final Duration INDEXED_WITHIN = Duration.ofSeconds(30);

    private static final Duration BETWEEN_PROBES = Duration.ofMillis(250);

    /** What a provider may write; the answers are not read. */
    private static final int MAX_TOKENS = 16;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final URI url;
    private final Optional<String> key;
    private final String model;

    /**
     * How a request was answered.
     *
     * @param match the tier that answered, {@code none} for the provider
     * @param degraded the part that was away, if one was
     */
    record Reply(String match, Optional<String> degraded) {}

    private GatewayClient(URI url, Optional<String> key, String model) {
        this.url = url;
        this.key = key;
        this.model = model;
    }

    /** Asks the gateway for its models, and takes the usual one or the first. */
    static GatewayClient connect(URI url, Optional<String> key) {
        GatewayClient client = new GatewayClient(url, key, Requests.MODEL);
        HttpResponse<String> response = client.send(client.request("/v1/models").GET().build());
        List<String> models = new ArrayList<>();
        try {
            JSON.readTree(response.body())
                    .path("data")
                    .forEach(model -> models.add(model.path("id").asString("")));
        } catch (JacksonException e) {
            throw new GatewayException(
                    url + "/v1/models does not answer with JSON; is it a gateway?", e);
        }
        return models.isEmpty() || models.contains(Requests.MODEL)
                ? client
                : new GatewayClient(url, key, models.getFirst());
    }

    URI url() {
        return url;
    }

    /** Asks, whatever is kept, and lets the answer be kept. */
    void store(String system, String question) {
        complete(system, question, "x-cache-bypass", "true");
    }

    /** Asks as a client would, but for the answer not being kept. */
    Reply ask(String system, String question) {
        return complete(system, question, "x-cache-store", "false");
    }

    /** Whether the template tier comes to know the question in time. */
    boolean isIndexed(String system, String question) {
        long deadline = System.nanoTime() + INDEXED_WITHIN.toNanos();
        while (System.nanoTime() < deadline) {
            Reply reply =
                    complete(
                            system, question, "x-cache-store", "false", "x-cache-mode", "template");
            if (reply.match().equals("template")) {
                return true;
            }
            try {
                Thread.sleep(BETWEEN_PROBES);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new GatewayException("Interrupted while waiting for the index", e);
            }
        }
        return false;
    }

    private Reply complete(String system, String question, String... headers) {
        ObjectNode body = Requests.of(question);
        body.put("model", model).put("max_tokens", MAX_TOKENS);
        body.withArray("messages").insertObject(0).put("role", "system").put("content", system);
        HttpResponse<String> response =
                send(
                        request("/v1/chat/completions")
                                .header("content-type", "application/json")
                                .headers(headers)
                                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                                .build());
        boolean degraded =
                response.headers().firstValue("x-cache-degraded").map("true"::equals).orElse(false);
        return new Reply(
                response.headers()
                        .firstValue("x-cache-match")
                        .orElseThrow(() ->
                                new GatewayException(
                                        url
                                                + " answers without x-cache-match; is it a gateway of Recurra?")),
                degraded
                        ? response.headers().firstValue("x-cache-degraded-reason")
                        : Optional.empty());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(TIMEOUT);
        key.ifPresent(value -> request.header("authorization", "Bearer " + value));
        return request;
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            HttpResponse<String> response =
                    http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == 401) {
                throw new GatewayException(
                        "The gateway wants a key; give it one of its keys in RECURRA_EVAL_KEY.");
            }
            if (response.statusCode() != 200) {
                throw new GatewayException(
                        request.uri()
                                + " answers with status "
                                + response.statusCode()
                                + "; "
                                + message(response.body()));
            }
            return response;
        } catch (IOException e) {
            throw new GatewayException(
                    "No gateway answers at "
                            + url
                            + " ("
                            + e.getClass().getSimpleName()
                            + "); start one with ./recurra up, or correct the address.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayException("Interrupted while asking the gateway", e);
        }
    }

    private static String message(String body) {
        try {
            return JSON.readTree(body).at("/error/message").asString("it does not say why");
        } catch (JacksonException e) {
            return "it does not say why";
        }
    }
}
