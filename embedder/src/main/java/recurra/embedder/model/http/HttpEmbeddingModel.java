package recurra.embedder.model.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import recurra.embedder.error.EmbedderException;
import recurra.embedder.error.ErrorCode;
import recurra.embedder.model.Admission;
import recurra.embedder.model.EmbeddingModel;
import recurra.embedder.model.EmbeddingSpace;
import recurra.embedder.model.Embeddings;
import recurra.embedder.model.ModelMetric;
import recurra.embedder.model.Vectors;
import recurra.matching.Sha256;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A model behind an endpoint of OpenAI's kind.
 *
 * <p>It is asked for vectors of {@link EmbeddingSpace#DIMENSIONS} and its answer is checked;
 * another size is an error, never a shorter vector. The endpoint does not tell which texts it cut.
 */
public final class HttpEmbeddingModel implements EmbeddingModel {
    /** Texts in one call of a caller that is in no hurry: a call costs more than a text. */
    private static final int BACKGROUND_BATCH = 64;

    /** Most bytes of one number in JSON, and of everything around the vectors. */
    private static final int MAX_NUMBER = 32;

    private static final int MAX_ENVELOPE = 1 << 20;

    private final HttpSettings settings;
    private final EmbeddingSpace space;
    private final JsonMapper json;
    private final HttpClient client;
    private final Admission room;
    private final Timer timer;

    public HttpEmbeddingModel(HttpSettings settings, JsonMapper json, MeterRegistry meters) {
        this.settings = settings;
        this.json = json;
        space =
                new EmbeddingSpace(
                        settings.model(),
                        Sha256.hex(settings.version() + "|" + settings.prefix()).substring(0, 12));
        client = HttpClient.newBuilder().connectTimeout(settings.deadline()).build();
        room = new Admission(settings.calls(), "calls", meters);
        timer = ModelMetric.timer("One call of the model's endpoint", meters);
    }

    @Override
    public EmbeddingSpace space() {
        return space;
    }

    @Override
    public int backgroundBatch() {
        return BACKGROUND_BATCH;
    }

    @Override
    public Embeddings embed(List<String> texts, Duration patience) {
        room.enter(1);
        long start = System.nanoTime();
        try {
            HttpResponse<byte[]> response = send(request(texts), texts.size(), patience);
            checkStatus(response.statusCode());
            return read(response.body(), texts.size());
        } finally {
            timer.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            room.leave(1);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private HttpResponse<byte[]> send(HttpRequest request, int texts, Duration patience) {
        HttpResponse.BodyHandler<byte[]> body =
                HttpResponse.BodyHandlers.limiting(
                        HttpResponse.BodyHandlers.ofByteArray(),
                        MAX_ENVELOPE + (long) texts * EmbeddingSpace.DIMENSIONS * MAX_NUMBER);
        // The request's own time limit ends with the response's headers, this one with its last
        // byte.
        CompletableFuture<HttpResponse<byte[]>> response = client.sendAsync(request, body);
        try {
            Duration deadline = settings.deadline();
            return response.get(
                    (patience.compareTo(deadline) < 0 ? patience : deadline).toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new EmbedderException(
                    ErrorCode.MODEL_UNAVAILABLE,
                    "The embedding model's endpoint does not answer. Try again later.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbedderException(ErrorCode.MODEL_UNAVAILABLE, "The embedder is stopping", e);
        } finally {
            response.cancel(true);
        }
    }

    private HttpRequest request(List<String> texts) {
        byte[] body =
                json.writeValueAsBytes(
                        Map.of(
                                "model",
                                settings.model(),
                                "input",
                                texts.stream().map(settings.prefix()::concat).toList(),
                                "dimensions",
                                EmbeddingSpace.DIMENSIONS,
                                "encoding_format",
                                "float"));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(settings.embeddings())
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (!settings.apiKey().isEmpty()) {
            request.header("authorization", "Bearer " + settings.apiKey().reveal());
        }
        return request.build();
    }

    private static void checkStatus(int status) {
        if (status == 429 || status >= 500) {
            throw new EmbedderException(
                    ErrorCode.MODEL_UNAVAILABLE,
                    "The embedding model's endpoint answered " + status + ". Try again later.");
        }
        if (status != 200) {
            throw misconfigured("answered " + status);
        }
    }

    private Embeddings read(byte[] body, int texts) {
        JsonNode tree;
        try {
            tree = json.readTree(body);
        } catch (JacksonException e) {
            throw new EmbedderException(
                    ErrorCode.MODEL_UNAVAILABLE,
                    "The embedding model's endpoint answered with something else than JSON. Try again later.",
                    e);
        }
        JsonNode data = tree.path("data");
        if (data.size() != texts) {
            throw misconfigured("gave " + data.size() + " vectors for " + texts + " texts");
        }
        float[][] vectors = new float[texts][];
        for (JsonNode item : data) {
            int index = item.path("index").intValue(-1);
            if (index < 0 || index >= texts || vectors[index] != null) {
                throw misconfigured("does not say which vector is which text's");
            }
            vectors[index] = vector(item.path("embedding"));
        }
        return new Embeddings(
                vectors, List.of(), tree.path("usage").path("prompt_tokens").longValue(0), 0);
    }

    private static float[] vector(JsonNode embedding) {
        if (embedding.size() != EmbeddingSpace.DIMENSIONS) {
            throw misconfigured(
                    "gives vectors of "
                            + embedding.size()
                            + " dimensions where the template index holds "
                            + EmbeddingSpace.DIMENSIONS);
        }
        float[] vector = new float[EmbeddingSpace.DIMENSIONS];
        for (int i = 0; i < vector.length; i++) {
            JsonNode component = embedding.get(i);
            if (!component.isNumber()) {
                throw misconfigured("gives vectors that are not numbers");
            }
            vector[i] = component.floatValue();
        }
        return Vectors.normalize(vector);
    }

    private static EmbedderException misconfigured(String what) {
        return new EmbedderException(
                ErrorCode.MODEL_MISCONFIGURED,
                "The embedding model's endpoint "
                        + what
                        + ". The operator has to change recurra.model.http.");
    }
}
