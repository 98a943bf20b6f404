package recurra.embedder.model.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import recurra.config.Secret;
import recurra.embedder.error.EmbedderException;
import recurra.embedder.error.ErrorCode;
import recurra.embedder.model.Embeddings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The adapter against a real HTTP server that says what a test wants. */
class HttpEmbeddingModelTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final AtomicReference<JsonNode> asked = new AtomicReference<>();
    private final AtomicReference<String> authorization = new AtomicReference<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile int status = 200;
    private volatile String answer = "";
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/embeddings", this::serve);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void asksAsOpenAiDescribesAndOrdersByIndex() {
        answer =
                """
                {"data": [{"index": 1, "embedding": %s}, {"index": 0, "embedding": %s}],
                 "usage": {"prompt_tokens": 7}}
                """
                        .formatted(vector(0, 2), vector(1, 3));
        try (HttpEmbeddingModel model = model(Duration.ofSeconds(5), Secret.of("sk-1"))) {
            Embeddings embeddings = model.embed(List.of("one", "two"));
            assertThat(embeddings.tokens()).isEqualTo(7);
            assertThat(embeddings.vectors()[0][1]).isCloseTo(1, within(1e-6f));
            assertThat(embeddings.vectors()[1][0]).isCloseTo(1, within(1e-6f));
        }
        assertThat(asked.get())
                .isEqualTo(
                        JSON.readTree(
                                """
                                {"model": "m", "input": ["q: one", "q: two"], "dimensions": 384,
                                 "encoding_format": "float"}
                                """));
        assertThat(authorization.get()).isEqualTo("Bearer sk-1");
    }

    @Test
    void sendsNoKeyWhereNoneIsConfigured() {
        answer = "{\"data\": [{\"index\": 0, \"embedding\": %s}]}".formatted(vector(0, 1));
        try (HttpEmbeddingModel model = model(Duration.ofSeconds(5), Secret.of(""))) {
            assertThat(model.embed(List.of("one")).vectors()).hasNumberOfRows(1);
        }
        assertThat(authorization.get()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "429, MODEL_UNAVAILABLE",
        "500, MODEL_UNAVAILABLE",
        "401, MODEL_MISCONFIGURED",
        "404, MODEL_MISCONFIGURED"
    })
    void tellsWaitingFromChanging(int answered, ErrorCode code) {
        status = answered;
        assertFails(code, String.valueOf(answered));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"data\": []}",
                "{\"data\": [{\"index\": 0, \"embedding\": [1, 2, 3]}]}",
                "{\"data\": [{\"index\": 1, \"embedding\": []}]}",
                "{\"data\": [{\"embedding\": []}]}"
            })
    void refusesAnswersThatAreNotWhatWasAskedFor(String wrong) {
        answer = wrong;
        assertFails(ErrorCode.MODEL_MISCONFIGURED, "recurra.model.http");
    }

    @Test
    void refusesWhatIsNoJsonOrTooLong() {
        answer = "<html>";
        assertFails(ErrorCode.MODEL_UNAVAILABLE, "JSON");
        answer = " ".repeat(2 << 20);
        assertFails(ErrorCode.MODEL_UNAVAILABLE, "does not answer");
    }

    @Test
    void givesUpWhenTheTimeIsUp() {
        answer = "slow";
        try (HttpEmbeddingModel model = model(Duration.ofMillis(200), Secret.of(""))) {
            assertThatThrownBy(() -> model.embed(List.of("one")))
                    .isInstanceOfSatisfying(
                            EmbedderException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_UNAVAILABLE));
        }
    }

    private void assertFails(ErrorCode code, String message) {
        try (HttpEmbeddingModel model = model(Duration.ofSeconds(5), Secret.of(""))) {
            assertThatThrownBy(() -> model.embed(List.of("one")))
                    .isInstanceOfSatisfying(
                            EmbedderException.class, e -> assertThat(e.code()).isEqualTo(code))
                    .hasMessageContaining(message);
        }
    }

    private HttpEmbeddingModel model(Duration deadline, Secret key) {
        URI uri =
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1/embeddings");
        return new HttpEmbeddingModel(
                new HttpSettings(uri, key, "m", "1", "q: ", 4, deadline),
                JSON,
                new SimpleMeterRegistry());
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.set(JSON.readTree(exchange.getRequestBody().readAllBytes()));
            authorization.set(exchange.getRequestHeaders().getFirst("authorization"));
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            if (answer.equals("slow")) {
                // Promises more than it ever sends.
                exchange.sendResponseHeaders(200, 1000);
                exchange.getResponseBody().flush();
                awaitEnd();
            } else {
                exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    private static void awaitEnd() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String vector(int place, int value) {
        return IntStream.range(0, 384)
                .mapToObj(i -> i == place ? String.valueOf(value) : "0")
                .toList()
                .toString();
    }
}
