package recurra.admin.entry;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import recurra.admin.error.AdminException;
import recurra.admin.error.ErrorCode;
import recurra.store.template.EmbeddingSpace;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Turns a text into a vector, with the embedder's own model. */
public final class EmbedderClient implements AutoCloseable {
    private static final String SPACE_HEADER = "x-recurra-embedding-space";
    private static final long MAX_ANSWER_BYTES = 1 << 20;

    private final URI embeddings;
    private final Duration deadline;
    private final JsonMapper json;
    private final HttpClient client;

    /**
     * @param embedder where the embedder listens
     * @param deadline how long it may take to answer
     */
    public EmbedderClient(URI embedder, Duration deadline, JsonMapper json) {
        embeddings = URI.create(embedder + "/v1/embeddings");
        this.deadline = deadline;
        this.json = json;
        client = HttpClient.newBuilder().connectTimeout(deadline).build();
    }

    /** A vector and the space that it lives in. */
    record Embedding(
            EmbeddingSpace space, @SuppressWarnings("ArrayRecordComponent") float[] vector) {
        @Override
        public String toString() {
            return "Embedding[space=" + space + "]";
        }
    }

    Embedding embed(String text) {
        HttpRequest request =
                HttpRequest.newBuilder(embeddings)
                        .timeout(deadline)
                        .header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON_VALUE)
                        .POST(
                                HttpRequest.BodyPublishers.ofByteArray(
                                        json.writeValueAsBytes(Map.of("input", text))))
                        .build();
        try {
            HttpResponse<byte[]> response =
                    client.send(
                            request,
                            HttpResponse.BodyHandlers.limiting(
                                    HttpResponse.BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
            if (response.statusCode() != 200) {
                throw unavailable("answered " + response.statusCode(), null);
            }
            return new Embedding(space(response), vector(json.readTree(response.body())));
        } catch (IOException | JacksonException e) {
            throw unavailable("does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AdminException(ErrorCode.INTERNAL, "The admin API is stopping.", e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private static EmbeddingSpace space(HttpResponse<?> response) {
        String space = response.headers().firstValue(SPACE_HEADER).orElse("");
        int slash = space.lastIndexOf('/');
        if (slash < 0) {
            throw unavailable("does not name the space of its vectors", null);
        }
        return new EmbeddingSpace(space.substring(0, slash), space.substring(slash + 1));
    }

    private static float[] vector(JsonNode answer) {
        JsonNode embedding = answer.at("/data/0/embedding");
        float[] vector = new float[embedding.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = embedding.get(i).floatValue();
        }
        return vector;
    }

    private static AdminException unavailable(String what, @Nullable Throwable cause) {
        String message =
                "The embedder "
                        + what
                        + ". See that it runs and that recurra.embedder.url (RECURRA_EMBEDDER_URL) is right, then try again.";
        return cause == null
                ? new AdminException(ErrorCode.EMBEDDER_UNAVAILABLE, message)
                : new AdminException(ErrorCode.EMBEDDER_UNAVAILABLE, message, cause);
    }
}
