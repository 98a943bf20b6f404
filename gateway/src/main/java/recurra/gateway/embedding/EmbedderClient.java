package recurra.gateway.embedding;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Base64;
import recurra.gateway.lookup.Degradation;
import recurra.gateway.lookup.Degradation.Part;
import recurra.gateway.lookup.Degradation.Reason;
import recurra.gateway.lookup.PartUnavailableException;
import recurra.gateway.lookup.QuestionEmbedder;
import recurra.matching.template.PromptFeatures;
import recurra.store.template.EmbeddingSpace;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The embedder over HTTP. Safe for threads. */
public final class EmbedderClient implements QuestionEmbedder, AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final int OK = 200;

    /** How many milliseconds the answer is waited for. Later it need not be computed. */
    private static final String PATIENCE = "x-recurra-patience-ms";

    private static final JsonMapper JSON = JsonMapper.shared();

    private final URI embeddings;
    private final URI fingerprints;
    private final URI health;
    private final HttpClient http;

    /**
     * @param url of the embedder, without path
     */
    public EmbedderClient(URI url) {
        embeddings = URI.create(url + "/v1/embeddings");
        fingerprints = URI.create(url + "/v1/fingerprints");
        health = URI.create(url + "/readyz");
        http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT_TIMEOUT)
                        .build();
    }

    @Override
    public Embedded embed(String question, Duration timeout) {
        byte[] body = JSON.writeValueAsBytes(JSON.createObjectNode().put("input", question));
        HttpResponse<byte[]> response = post(fingerprints, body, timeout);
        if (response.statusCode() != OK) {
            throw unavailable(
                    Reason.ERROR,
                    new IOException("The embedder answered with status " + response.statusCode()));
        }
        return embedded(response.body());
    }

    /**
     * Passes a client's request on.
     *
     * @throws PartUnavailableException when no answer comes within the timeout
     */
    HttpResponse<byte[]> send(byte[] body, Duration timeout) {
        return post(embeddings, body, timeout);
    }

    private HttpResponse<byte[]> post(URI endpoint, byte[] body, Duration timeout) {
        return send(
                HttpRequest.newBuilder(endpoint)
                        .timeout(timeout)
                        .header("content-type", "application/json")
                        .header(PATIENCE, Long.toString(Math.max(1, timeout.toMillis())))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build());
    }

    /** Whether the embedder is there and ready. */
    public boolean isReady(Duration timeout) {
        try {
            return send(HttpRequest.newBuilder(health).timeout(timeout).GET().build()).statusCode()
                    == OK;
        } catch (PartUnavailableException e) {
            return false;
        }
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (HttpTimeoutException e) {
            throw unavailable(Reason.TIMEOUT, e);
        } catch (IOException e) {
            throw unavailable(Reason.UNREACHABLE, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(Reason.TIMEOUT, e);
        }
    }

    /** An embedder of another version may answer in another way, which is an error, too. */
    private static Embedded embedded(byte[] body) {
        try {
            JsonNode json = JSON.readTree(body);
            JsonNode item = json.required("data").required(0);
            return new Embedded(
                    new EmbeddingSpace(
                            json.required("embedding_model").stringValue(),
                            json.required("embedding_version").stringValue()),
                    vector(item.required("embedding").stringValue()),
                    PromptFeatures.fromJson(item.required("features").stringValue()));
        } catch (JacksonException | IllegalArgumentException e) {
            throw unavailable(Reason.ERROR, e);
        }
    }

    private static float[] vector(String base64) {
        ByteBuffer bytes =
                ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
        float[] vector = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(vector);
        return vector;
    }

    private static PartUnavailableException unavailable(Reason reason, Exception cause) {
        return new PartUnavailableException(new Degradation(Part.EMBEDDER, reason), cause);
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
