package recurra.gateway.embedding;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import recurra.gateway.lookup.Degradation;
import recurra.gateway.lookup.Degradation.Part;
import recurra.gateway.lookup.Degradation.Reason;
import recurra.gateway.lookup.PartUnavailableException;
import recurra.gateway.lookup.QuestionEmbedder;
import recurra.gateway.outbound.HttpClients;
import recurra.matching.template.PromptFeatures;
import recurra.store.template.EmbeddingSpace;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The embedder over HTTP. Safe for threads. */
public final class EmbedderClient implements QuestionEmbedder, AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final int OK = 200;

    /** Connections that are kept for the next questions. */
    private static final int MOST_IDLE = 64;

    private static final MediaType JSON_TYPE = MediaType.get("application/json");

    /** How many milliseconds the answer is waited for. Later it need not be computed. */
    private static final String PATIENCE = "x-recurra-patience-ms";

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpUrl embeddings;
    private final HttpUrl fingerprints;
    private final HttpUrl health;
    private final OkHttpClient http;

    /**
     * @param url of the embedder, without path
     */
    public EmbedderClient(URI url) {
        embeddings = HttpUrl.get(url + "/v1/embeddings");
        fingerprints = HttpUrl.get(url + "/v1/fingerprints");
        health = HttpUrl.get(url + "/readyz");
        http = HttpClients.client(url, MOST_IDLE, CONNECT_TIMEOUT).build();
    }

    /**
     * What the embedder said.
     *
     * @param retryAfter seconds, where it is overloaded
     */
    record Answer(
            int status,
            String contentType,
            @Nullable String retryAfter,
            @SuppressWarnings("ArrayRecordComponent") byte[] body) {}

    @Override
    public Embedded embed(String question, Duration timeout) {
        byte[] body = JSON.writeValueAsBytes(JSON.createObjectNode().put("input", question));
        Answer answer = post(fingerprints, body, timeout);
        if (answer.status() != OK) {
            throw unavailable(
                    Reason.ERROR,
                    new IOException("The embedder answered with status " + answer.status()));
        }
        return embedded(answer.body());
    }

    /**
     * Passes a client's request on.
     *
     * @throws PartUnavailableException when no answer comes within the timeout
     */
    Answer send(byte[] body, Duration timeout) {
        return post(embeddings, body, timeout);
    }

    private Answer post(HttpUrl endpoint, byte[] body, Duration timeout) {
        return send(
                new Request.Builder()
                        .url(endpoint)
                        .header(PATIENCE, Long.toString(Math.max(1, timeout.toMillis())))
                        .post(RequestBody.create(body, JSON_TYPE))
                        .build(),
                timeout);
    }

    /** Whether the embedder is there and ready. */
    public boolean isReady(Duration timeout) {
        try {
            return send(new Request.Builder().url(health).build(), timeout).status() == OK;
        } catch (PartUnavailableException e) {
            return false;
        }
    }

    private Answer send(Request request, Duration timeout) {
        Call call = http.newCall(request);
        call.timeout().timeout(Math.max(1, timeout.toNanos()), TimeUnit.NANOSECONDS);
        try (Response response = call.execute()) {
            return new Answer(
                    response.code(),
                    Objects.requireNonNullElse(response.header("content-type"), "application/json"),
                    response.header("retry-after"),
                    response.body().bytes());
        } catch (InterruptedIOException e) {
            throw unavailable(Reason.TIMEOUT, e);
        } catch (IOException e) {
            // A thread that is interrupted loses its connection: it has waited long enough.
            throw unavailable(
                    Thread.currentThread().isInterrupted() ? Reason.TIMEOUT : Reason.UNREACHABLE,
                    e);
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
        http.dispatcher().cancelAll();
        http.connectionPool().evictAll();
    }
}
