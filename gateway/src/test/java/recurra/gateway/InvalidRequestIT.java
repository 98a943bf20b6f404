package recurra.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static recurra.gateway.Chats.ask;
import static recurra.gateway.Chats.error;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import recurra.matching.Sha256;
import recurra.simulator.Simulator;
import recurra.simulator.SimulatorOptions;
import recurra.testing.TestRedis;
import tools.jackson.databind.JsonNode;

/** What cannot be answered: OpenAI's error, nothing sent to the provider, nothing kept. */
class InvalidRequestIT {
    private static final String KEY = "rk-test";
    private static final int LIMIT = 64 * 1024;
    private static final List<String> WRITES =
            List.of(
                    "recurra_exact_value_size_count",
                    "recurra_spool_records",
                    "recurra_publish_queue_size");

    @TempDir private static Path data;
    private static Simulator simulator;
    private static GatewayServer gateway;

    private long callsBefore;
    private Map<String, Double> writtenBefore = Map.of();

    @BeforeAll
    static void start() throws Exception {
        simulator = Simulator.start(SimulatorOptions.defaults());
        Path keys = data.resolve("keys.yaml");
        Files.writeString(
                keys,
                """
                keys:
                  - sha256: %s
                    tenant: acme
                """
                        .formatted(Sha256.hex(KEY)));
        gateway =
                new GatewayServer.Options(data)
                        .with(simulator)
                        .with(TestRedis.shared())
                        .with("recurra.keys.file", keys.toString())
                        .with("recurra.upstream.probe-interval", "0s")
                        .with("recurra.limits.request-body", LIMIT + "B")
                        .start();
        // Until the provider has told its models, none can be refused.
        await().until(() -> simulator.stats().byPath().containsKey("/v1/models"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        simulator.close();
    }

    @BeforeEach
    void countCalls() {
        callsBefore = simulator.stats().calls();
        writtenBefore = written();
    }

    @AfterEach
    void nothingWasSentOrStored() {
        assertThat(simulator.stats().calls()).isEqualTo(callsBefore);
        assertThat(written()).isEqualTo(writtenBefore);
    }

    /** What went to Redis, and to the spool that stands in for Kafka. */
    private static Map<String, Double> written() {
        Map<String, Double> written = new TreeMap<>();
        gateway.get("/metrics")
                .body()
                .lines()
                .filter(line -> WRITES.stream().anyMatch(line::startsWith))
                .forEach(line -> {
                    int value = line.lastIndexOf(' ');
                    written.put(line.substring(0, value), Double.valueOf(line.substring(value)));
                });
        return written;
    }

    static Stream<Arguments> bodies() {
        String messages = "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]";
        return Stream.of(
                Arguments.of("", 400, "invalid_json", null),
                Arguments.of("{\"model\":", 400, "invalid_json", null),
                Arguments.of("[]", 400, "invalid_type", null),
                Arguments.of(
                        "{\"model\":\"gpt-4o\"}", 400, "missing_required_parameter", "messages"),
                Arguments.of("{" + messages + "}", 400, "missing_required_parameter", "model"),
                Arguments.of("{\"model\":7," + messages + "}", 400, "invalid_type", "model"),
                Arguments.of(
                        "{\"model\":\"gpt-4o\",\"messages\":\"x\"}",
                        400,
                        "invalid_type",
                        "messages"),
                Arguments.of(
                        ask("x", "\"temperature\":\"hot\","), 400, "invalid_type", "temperature"),
                Arguments.of(ask("x", "\"stream\":\"yes\","), 400, "invalid_type", "stream"),
                Arguments.of(
                        "{\"model\":\"no-such-model\"," + messages + "}",
                        404,
                        "model_not_found",
                        "model"),
                Arguments.of(
                        ask("x", "\"deep\":" + "[".repeat(200) + "]".repeat(200) + ","),
                        400,
                        "nesting_too_deep",
                        null),
                Arguments.of(
                        "{\"model\":\"" + "m".repeat(257) + "\"," + messages + "}",
                        400,
                        "string_above_max_length",
                        "model"),
                Arguments.of("{\"model\":\" \"," + messages + "}", 400, "empty_string", "model"),
                Arguments.of(
                        "{\"model\":\"gpt-4o\",\"messages\":[]}", 400, "empty_array", "messages"),
                Arguments.of(ask("x".repeat(LIMIT)), 413, "request_too_large", null));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void bodiesThatCannotBeAnswered(String body, int status, String code, String param) {
        assertRefused(chat(body), status, code, param);
    }

    @Test
    void aBodyOverTheLimitWhoseLengthIsNotTold() {
        byte[] body = ask("x".repeat(LIMIT)).getBytes(StandardCharsets.UTF_8);

        HttpResponse<String> reply =
                gateway.send(
                        gateway.request("/v1/chat/completions", "authorization", "Bearer " + KEY)
                                .POST(
                                        HttpRequest.BodyPublishers.ofInputStream(
                                                () -> new ByteArrayInputStream(body))));

        assertRefused(reply, 413, "request_too_large", null);
    }

    @ParameterizedTest
    @CsvSource({
        "x-cache-mode, fuzzy, template",
        "x-model-compat, loose, family",
        "x-cache-replay, fast, recorded",
        "x-cache-bypass, yes, true",
        "x-cache-store, no, false",
        "cache-control, max-age=soon, max-age=3600",
        "content-encoding, gzip, Content-Encoding"
    })
    void headersThatSayNothingKnown(String header, String value, String remedy) {
        HttpResponse<String> reply = chat(ask("x"), header, value);

        JsonNode error = error(reply);
        assertThat(reply.statusCode()).isIn(400, 415);
        assertThat(error.path("param").asString()).isEqualTo(header);
        assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
        assertThat(error.path("message").asString()).contains(remedy);
    }

    @ParameterizedTest
    @CsvSource({"Bearer wrong", "Basic abc", "Bearer"})
    void keysThatNobodyHas(String authorization) {
        HttpResponse<String> reply = gateway.chat(ask("x"), "authorization", authorization);

        assertRefused(reply, 401, "invalid_api_key", null);
        assertThat(reply.body()).doesNotContain("wrong");
    }

    @Test
    void noKeyAtAll() {
        assertRefused(gateway.chat(ask("x")), 401, "invalid_api_key", null);
        assertRefused(gateway.get("/v1/models"), 401, "invalid_api_key", null);
    }

    /** So that finding nothing means something. */
    @Test
    void whatIsAnsweredIsWritten() {
        assertThat(chat(ask("kept"), "x-cache-bypass", "true").statusCode()).isEqualTo(200);

        // The interaction, and that the request was served.
        await().until(() -> count("recurra_spool_records") >= 2);
        await().until(() -> count("recurra_exact_value_size_count") >= 1);
        await().until(() -> count("recurra_publish_queue_size") == 0);
        callsBefore = simulator.stats().calls();
        writtenBefore = written();
    }

    private static double count(String prefix) {
        return written().entrySet().stream()
                .filter(metric -> metric.getKey().startsWith(prefix))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    @Test
    void pathsAndMethodsThatAreNotThere() {
        assertRefused(gateway.get("/v1/nothing"), 404, "unknown_url", null);
        HttpResponse<String> refused = gateway.get("/v1/chat/completions");
        assertRefused(refused, 405, "method_not_allowed", null);
        assertThat(refused.headers().allValues("allow")).containsExactly("POST");
    }

    private static HttpResponse<String> chat(String body, String... headers) {
        String[] all =
                Stream.concat(Stream.of("authorization", "Bearer " + KEY), Stream.of(headers))
                        .toArray(String[]::new);
        return gateway.chat(body, all);
    }

    private static void assertRefused(
            HttpResponse<String> reply, int status, String code, String param) {
        JsonNode error = error(reply);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
        assertThat(reply.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(error.path("code").asString()).isEqualTo(code);
        assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
        assertThat(error.path("param").stringValue(null)).isEqualTo(param);
        assertThat(error.path("message").asString()).isNotBlank();
    }
}
