package recurra.embedder.embeddings;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import recurra.embedder.RunningEmbedder;
import recurra.matching.template.PromptFeatures;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The endpoint as clients see it; Kafka is away all the time. */
class EmbeddingsApiTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String PATH = "/v1/embeddings";

    @TempDir static Path data;
    static RunningEmbedder embedder;

    @BeforeAll
    static void start() {
        embedder =
                RunningEmbedder.start(
                        data,
                        "--recurra.kafka.bootstrap=127.0.0.1:1",
                        "--recurra.model.onnx.queue=64");
    }

    @AfterAll
    static void stop() {
        embedder.close();
    }

    @Test
    void answersOneText() throws Exception {
        HttpResponse<String> response =
                embedder.post(
                        PATH,
                        "{\"input\": \"How are you?\", \"model\": \"e5-small-v2\", \"user\": \"u\"}");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        assertThat(response.headers().firstValue("x-recurra-embedding-space").orElseThrow())
                .matches("e5-small-v2/[0-9a-f]{12}");
        assertThat(response.headers().firstValue("x-recurra-truncated-inputs")).isEmpty();
        JsonNode body = JSON.readTree(response.body());
        assertThat(body.path("object").stringValue()).isEqualTo("list");
        assertThat(body.path("model").stringValue()).isEqualTo("e5-small-v2");
        // [CLS] query : how are you ? [SEP]
        assertThat(body.path("usage"))
                .isEqualTo(JSON.readTree("{\"prompt_tokens\":8,\"total_tokens\":8}"));
        assertThat(body.path("data")).hasSize(1);
        assertThat(body.at("/data/0/object").stringValue()).isEqualTo("embedding");
        assertThat(body.at("/data/0/index").intValue()).isZero();
        assertThat(body.at("/data/0/embedding")).hasSize(384);
    }

    @Test
    void writesTheSameVectorsInBase64() throws Exception {
        JsonNode floats = data("{\"input\": [\"one\", \"two\"]}");
        JsonNode base64 = data("{\"input\": [\"one\", \"two\"], \"encoding_format\": \"base64\"}");
        for (int i = 0; i < 2; i++) {
            assertThat(base64.get(i).path("index").intValue()).isEqualTo(i);
            ByteBuffer bytes =
                    ByteBuffer.wrap(
                                    Base64.getDecoder()
                                            .decode(base64.get(i).path("embedding").stringValue()))
                            .order(ByteOrder.LITTLE_ENDIAN);
            JsonNode expected = floats.get(i).path("embedding");
            assertThat(bytes.remaining()).isEqualTo(4 * expected.size());
            for (JsonNode component : expected) {
                assertThat(bytes.getFloat()).isEqualTo(component.floatValue());
            }
        }
    }

    @Test
    void givesFingerprintsWithTheVectorsOfTheWords() throws Exception {
        HttpResponse<String> response =
                embedder.post(
                        "/v1/fingerprints", "{\"input\": \"Who painted \ud83c\udfa8 Guernica?\"}");

        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode body = JSON.readTree(response.body());
        assertThat(body.path("embedding_model").stringValue()).isEqualTo("e5-small-v2");
        assertThat(body.path("features_version").intValue()).isEqualTo(PromptFeatures.VERSION);
        assertThat(body.at("/data/0/embedding").stringValue())
                .isEqualTo(
                        data("{\"input\": \"Who painted \ud83c\udfa8 Guernica?\", \"encoding_format\": \"base64\"}")
                                .at("/0/embedding")
                                .stringValue());
        JsonNode features = JSON.readTree(body.at("/data/0/features").stringValue());
        byte[] vectors = Base64.getDecoder().decode(features.path("vectors").stringValue());
        // "Painted" and "Guernica", behind a sign of two UTF-16 units: neither is all zeros.
        assertThat(vectors).hasSize(2 * 192);
        assertThat(Arrays.copyOfRange(vectors, 0, 192)).isNotEqualTo(new byte[192]);
        assertThat(Arrays.copyOfRange(vectors, 192, 384)).isNotEqualTo(new byte[192]);
    }

    @Test
    void computesNothingThatNobodyWaitsFor() throws Exception {
        String text = "\"" + "long text ".repeat(400) + "\"";
        String many = "{\"input\": [" + String.join(",", Collections.nCopies(60, text)) + "]}";

        for (String path : List.of(PATH, "/v1/fingerprints")) {
            assertThat(embedder.post(path, many, "x-recurra-patience-ms", "1").statusCode())
                    .isEqualTo(503);
            HttpResponse<String> refused =
                    embedder.post(path, "{\"input\": \"a\"}", "x-recurra-patience-ms", "soon");
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("x-recurra-patience-ms");
        }
        assertThat(embedder.get("/metrics").body())
                .containsPattern("recurra_embedding_expired_total [1-9]");
    }

    @Test
    void saysHowManyInputsWereCut() throws Exception {
        HttpResponse<String> response =
                embedder.post(
                        PATH, "{\"input\": [\"short\", \"%s\"]}".formatted("word ".repeat(600)));
        assertThat(response.headers().firstValue("x-recurra-truncated-inputs")).contains("1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"input\": } | 400 | invalid_request | | line 1, column",
                "[] | 400 | invalid_request | | JSON object",
                "{} | 400 | invalid_request | input | required",
                "{\"input\": null} | 400 | invalid_request | input | required",
                "{\"input\": {}} | 400 | invalid_request | input | required",
                "{\"input\": []} | 400 | invalid_request | input | 1 to 256",
                "{\"input\": \"\"} | 400 | invalid_request | input | empty string",
                "{\"input\": [\"a\", \"\"]} | 400 | invalid_request | input[1] | empty string",
                "{\"input\": [1, 2]} | 400 | invalid_request | input[0] | tokens",
                "{\"input\": [[1, 2]]} | 400 | invalid_request | input[0] | tokens",
                "{\"input\": [true]} | 400 | invalid_request | input[0] | must be a string",
                "{\"input\": \"a\", \"dimensions\": 256} | 400 | invalid_request | dimensions | 384",
                "{\"input\": \"a\", \"dimensions\": 384.5} | 400 | invalid_request | dimensions | 384",
                "{\"input\": \"a\", \"encoding_format\": \"hex\"} | 400 | invalid_request | encoding_format | base64",
                "{\"input\": \"a\", \"model\": 3} | 400 | invalid_request | model | string",
                "{\"input\": \"a\", \"model\": \"gpt\"} | 404 | model_not_found | model | e5-small-v2",
                "{\"input\": \"a\", \"inptu\": 1} | 400 | invalid_request | inptu | Unrecognized",
            })
    void saysWhatToChange(String body, int status, String code, String param, String message)
            throws Exception {
        assertError(embedder.post(PATH, body), status, code, param, message);
    }

    @Test
    void limitsInputs() throws Exception {
        assertError(
                embedder.post(PATH, "{\"input\": [%s\"a\"]}".formatted("\"a\",".repeat(256))),
                400,
                "invalid_request",
                "input",
                "has 257");
        assertError(
                embedder.post(PATH, "{\"input\": \"%s\"}".formatted("a".repeat(32_769))),
                400,
                "invalid_request",
                "input",
                "at most 32768");
        assertError(
                embedder.post(PATH, "{\"input\": \"%s\"}".formatted("a".repeat(2 << 20))),
                413,
                "request_too_large",
                null,
                "larger than 2097152 bytes");
        assertError(
                embedder.post(PATH, "[".repeat(100_000)),
                400,
                "invalid_request",
                null,
                "nested too deeply");
    }

    @Test
    void asksToComeBackWhenTheQueueIsFull() throws Exception {
        HttpResponse<String> response =
                embedder.post(PATH, "{\"input\": [%s\"a\"]}".formatted("\"a\",".repeat(64)));
        assertError(response, 503, "queue_full", null, "Try again later");
        assertThat(response.headers().firstValue("retry-after")).contains("1");
    }

    @Test
    void answersOtherPathsAndMethodsInTheSameShape() throws Exception {
        assertError(embedder.get("/v1/nothing"), 404, "not_found", null, "POST /v1/embeddings");
        assertError(embedder.get(PATH), 405, "method_not_allowed", null, "POST /v1/embeddings");
    }

    @Test
    void listsItsModel() throws Exception {
        assertThat(JSON.readTree(embedder.get("/v1/models").body()).at("/data/0/id").stringValue())
                .isEqualTo("e5-small-v2");
    }

    @Test
    void showsHealthAndMetricsWithoutKafka() throws Exception {
        embedder.post(PATH, "{\"input\": \"a\"}");
        assertThat(embedder.get("/healthz").statusCode()).isEqualTo(200);
        assertThat(embedder.get("/readyz").statusCode()).isEqualTo(200);
        assertThat(embedder.get("/metrics").body())
                .contains(
                        "recurra_embedding_seconds_bucket",
                        "recurra_embedding_queue_size",
                        "recurra_embedding_queue_limit 64.0");
    }

    private static JsonNode data(String body) throws Exception {
        return JSON.readTree(embedder.post(PATH, body).body()).path("data");
    }

    private static void assertError(
            HttpResponse<String> response, int status, String code, String param, String message) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        JsonNode error = JSON.readTree(response.body()).path("error");
        assertThat(error.path("type").stringValue())
                .isEqualTo(status < 500 ? "invalid_request_error" : "server_error");
        assertThat(error.path("code").stringValue()).isEqualTo(code);
        assertThat(error.path("param").stringValue(null)).isEqualTo(param);
        assertThat(error.path("message").stringValue()).contains(message);
    }
}
