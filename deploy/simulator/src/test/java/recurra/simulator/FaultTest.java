package recurra.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class FaultTest extends SimulatorFixture {

    private static final String WHOLE =
            """
            {"model": "gpt-5-nano", "messages": [{"role": "user", "content": "Hello"}], "metadata": {"simulate": "%s"}}\
            """;

    private static final String STREAM =
            """
            {"model": "gpt-5-nano", "stream": true, "messages": [{"role": "user", "content": "Hello"}], "metadata": {"simulate": "%s"}}\
            """;

    FaultTest() {
        super(SimulatorOptions.defaults());
    }

    @Test
    void eventsArriveAsTheyAreSent() throws Exception {
        HttpResponse<InputStream> response =
                client.postForStream(Endpoints.CHAT_COMPLETIONS, STREAM.formatted("hang-after=1"));

        try (InputStream body = response.body()) {
            assertThat(reader(body).readLine()).startsWith("data: {");
            assertThat(simulator.stats().concurrentNow()).isOne();
        }
    }

    @Test
    void eventsKeepTheirDistance() throws Exception {
        long start = System.nanoTime();
        HttpResponse<InputStream> response =
                client.postForStream(
                        Endpoints.CHAT_COMPLETIONS,
                        STREAM.formatted(
                                "words=20; first-token-millis=100; inter-token-millis=20"));

        try (BufferedReader reader = reader(response.body())) {
            reader.readLine();
            Duration first = Duration.ofNanos(System.nanoTime() - start);
            assertThat(reader.lines().toList()).contains("data: [DONE]");
            Duration last = Duration.ofNanos(System.nanoTime() - start);
            assertThat(first).isGreaterThanOrEqualTo(Duration.ofMillis(100));
            assertThat(last).isGreaterThanOrEqualTo(Duration.ofMillis(100 + 20 * 20));
        }
    }

    @Test
    void aWholeAnswerTakesTheTimeOfItsTokens() throws Exception {
        long start = System.nanoTime();
        client.completion(WHOLE.formatted("words=20; inter-token-millis=20"));

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThanOrEqualTo(Duration.ofMillis(19 * 20));
    }

    @ParameterizedTest
    @ValueSource(strings = {WHOLE, STREAM})
    void errorsHaveOpenAisShape(String request) throws Exception {
        HttpResponse<String> response = client.chat(request.formatted("error=429; retry-after=2"));

        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("retry-after")).hasValue("2");
        JsonNode error = Json.parse(response.body()).path("error");
        assertThat(error.path("code").stringValue()).isEqualTo("rate_limit_exceeded");
        assertThat(error.path("message").isString()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {WHOLE, STREAM})
    void connectionBreaksBeforeTheStatusLine(String request) {
        assertThatThrownBy(() -> client.chat(request.formatted("break-after=0")))
                .isInstanceOf(IOException.class);
        assertThat(simulator.stats().calls()).isOne();
        assertThat(simulator.stats().byStatus()).isEmpty();
    }

    @Test
    void connectionBreaksInTheMiddleOfAStream() throws Exception {
        // A client library may drop what it has read when the connection breaks; a socket does not.
        String answer = postOverSocket(STREAM.formatted("break-after=3"));

        assertThat(answer.split("data: \\{", -1)).hasSize(1 + 3);
        assertThat(answer).startsWith("HTTP/1.1 200").doesNotContain("\r\n0\r\n");
        assertThat(simulator.stats().streamsBroken()).isOne();
    }

    @Test
    void aStreamThatDoesNotBreakEndsItsBody() throws Exception {
        assertThat(postOverSocket(STREAM.formatted(""))).endsWith("\r\n0\r\n\r\n");
    }

    @Test
    void connectionBreaksInTheMiddleOfABody() {
        assertThatThrownBy(() -> client.chat(WHOLE.formatted("break-after=1")))
                .isInstanceOf(IOException.class);
        assertThat(simulator.stats().byStatus()).containsEntry(200, 1L);
    }

    @Test
    void errorEventEndsAStream() throws Exception {
        String stream = client.chat(STREAM.formatted("error-event-after=2")).body();

        assertThat(stream.lines().filter(line -> !line.isEmpty())).hasSize(3);
        assertThat(stream).endsWith("\n\n").doesNotContain("[DONE]");
        String last = stream.lines().filter(line -> !line.isEmpty()).toList().getLast();
        assertThat(Json.parse(last.substring("data: ".length())).at("/error/type").stringValue())
                .isEqualTo("server_error");
    }

    @Test
    void streamEndsWithoutFinish() throws Exception {
        String stream = client.chat(STREAM.formatted("no-finish")).body();

        assertThat(stream)
                .contains("\"finish_reason\":null")
                .doesNotContain("[DONE]", "\"finish_reason\":\"");
        assertThat(simulator.stats().streamsBroken()).isOne();
    }

    @Test
    void finishReasonIsAsTold() throws Exception {
        JsonNode filtered = client.completion(WHOLE.formatted("finish=content_filter"));

        assertThat(filtered.at("/choices/0/finish_reason").stringValue())
                .isEqualTo("content_filter");
        assertThat(client.chat(STREAM.formatted("finish=length")).body())
                .contains("\"finish_reason\":\"length\"");
    }

    @Test
    void hangsUntilTheClientGivesUp() {
        HttpRequest.Builder request =
                client.request(Endpoints.CHAT_COMPLETIONS)
                        .timeout(Duration.ofMillis(200))
                        .POST(HttpRequest.BodyPublishers.ofString(WHOLE.formatted("hang")));

        assertThatThrownBy(() -> client.send(request)).isInstanceOf(HttpTimeoutException.class);
    }

    @Test
    void clientsThatHangUpAreCounted() throws Exception {
        HttpResponse<InputStream> response =
                client.postForStream(
                        Endpoints.CHAT_COMPLETIONS,
                        STREAM.formatted("words=100000; inter-token-millis=1"));
        response.body().close();

        await().untilAsserted(() -> {
            assertThat(simulator.stats().streamsAborted()).isOne();
            assertThat(simulator.stats().concurrentNow()).isZero();
        });
        assertThat(simulator.stats().streamsFinished()).isZero();
    }

    @Test
    void armedFaultsAffectTheNextCallsInOrder() throws Exception {
        String plain = WHOLE.formatted("");
        simulator.fail("error=500", 2);
        assertThat(
                        client.post(
                                        "/control/faults",
                                        """
                                        {"simulate": "error=503", "times": 1}\
                                        """)
                                .statusCode())
                .isEqualTo(200);
        assertThat(simulator.stats().armedBehaviors()).isEqualTo(3);

        String unmarked = plain.replace(", \"metadata\": {\"simulate\": \"\"}", "");
        assertThat(client.chat(plain).statusCode()).isEqualTo(200);
        assertThat(client.chat(unmarked).statusCode()).isEqualTo(500);
        assertThat(client.get(Endpoints.MODELS).statusCode()).isEqualTo(200);
        assertThat(client.chat(unmarked).statusCode()).isEqualTo(500);
        assertThat(client.chat(unmarked).statusCode()).isEqualTo(503);
        assertThat(client.chat(unmarked).statusCode()).isEqualTo(200);
    }

    @Test
    void armedFaultsCanBeWithdrawn() throws Exception {
        simulator.fail("error=500", 2);

        client.send(client.request("/control/faults").DELETE());

        assertThat(simulator.stats().armedBehaviors()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"eror=500", "error=200", "error=abc", "finish=never", "words=0"})
    void wrongDirectivesAreRefused(String directives) throws Exception {
        HttpResponse<String> own = client.chat(WHOLE.formatted(directives));
        HttpResponse<String> armed =
                client.post("/control/faults", "{\"simulate\": \"%s\"}".formatted(directives));

        assertThat(own.statusCode()).isEqualTo(400);
        assertThat(own.body()).contains("metadata.simulate");
        assertThat(armed.statusCode()).isEqualTo(400);
        assertThatThrownBy(() -> simulator.fail(directives, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("simulate");
    }

    /** All that comes until the connection is closed. */
    private String postOverSocket(String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head =
                "POST %s HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: %d\r\n\r\n"
                        .formatted(Endpoints.CHAT_COMPLETIONS, bytes.length);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), simulator.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(bytes);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static BufferedReader reader(InputStream body) {
        return new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }
}
