package recurra.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static recurra.gateway.Chats.header;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import recurra.simulator.ReceivedRequest;
import recurra.simulator.Simulator;
import recurra.simulator.SimulatorOptions;
import recurra.testing.TestRedis;

/**
 * What a client sends reaches the provider, and what the provider answers the client, unchanged.
 */
class PassThroughIT {
    private static final String TOOLS =
            """
            "tools": [ {"type":"function","function":{"name":"get_weather","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}},
              {"type":"function","function":{"name":"get_time","parameters":{"type":"object","properties":{}}}} ],
            """;

    @TempDir private static Path data;
    private static Simulator simulator;
    private static GatewayServer gateway;
    private static HttpClient http;

    @BeforeAll
    static void start() {
        simulator = Simulator.start(SimulatorOptions.defaults());
        gateway = new GatewayServer.Options(data).with(simulator).with(TestRedis.shared()).start();
        gateway.awaitPart("redis");
        http = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        http.close();
        gateway.close();
        simulator.close();
    }

    static Stream<String> bodies() {
        return Stream.of(
                body("", "plain"),
                body("\"temperature\":1.0, \"seed\":1234567890123456789,", "numbers keep digits"),
                body(TOOLS + "\"parallel_tool_calls\":true,\"tool_choice\":\"required\",", "call"),
                body(
                        "\"metadata\":{\"simulate\":\"tool-calls=3\"}," + TOOLS,
                        "parallel tool calls"),
                body("\"response_format\":{\"type\":\"json_object\"},", "json"),
                body(
                        """
                        "response_format":{"type":"json_schema","json_schema":{"name":"s","schema":{"type":"object","properties":{"a":{"type":"integer"}}}}},
                        """,
                        "schema"),
                body("\"n\":3,", "choices"),
                body("\"logprobs\":true,\"top_logprobs\":2,", "log probabilities"),
                body("\"field_of_2031\": {\"a\" : [1, 2.50, null]},", "fields nobody knows"),
                body("", "unicode \\u00e9 é \uD83D\uDE00 \\ud83d\\ude00 \\/"),
                """
                {"model":"gpt-4o-mini","messages":[
                  {"role":"user","content":[{"type":"text","text":"what is this"},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}}]}]}
                """);
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void wholeReplies(String body) throws Exception {
        String key = Chats.newKey();
        HttpResponse<String> direct = direct(body);

        HttpResponse<String> live = gateway.chat(body, "authorization", key);
        String received = simulator.requests().getLast().text();
        HttpResponse<String> replayed = gateway.chat(body, "authorization", key);

        assertThat(received).isEqualTo(body);
        assertThat(header(live, "x-cache-hit")).isEqualTo("false");
        assertThat(masked(live.body())).isEqualTo(masked(direct.body()));
        assertThat(header(replayed, "x-cache-match")).isEqualTo("exact");
        assertThat(Chats.withoutIdentity(replayed)).isEqualTo(Chats.withoutIdentity(live));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void streams(String body) throws Exception {
        String key = Chats.newKey();
        String streaming =
                body.replaceFirst(
                        "\\{", "{\"stream\":true,\"stream_options\":{\"include_usage\":true},");
        HttpResponse<String> direct = direct(streaming);

        HttpResponse<String> live = gateway.chat(streaming, "authorization", key);
        String received = simulator.requests().getLast().text();
        HttpResponse<String> replayed =
                gateway.chat(streaming, "authorization", key, "x-cache-replay", "instant");

        assertThat(received).isEqualTo(streaming);
        assertThat(masked(live.body())).isEqualTo(masked(direct.body()));
        assertThat(header(replayed, "x-cache-match")).isEqualTo("exact");
        assertThat(Chats.withoutIdentity(replayed)).isEqualTo(Chats.withoutIdentity(live));
    }

    @Test
    void headers() {
        String key = Chats.newKey();

        gateway.chat(
                Chats.ask("headers"),
                "authorization",
                key,
                "openai-organization",
                "org-1",
                "openai-project",
                "proj-1",
                "traceparent",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "user-agent",
                "OpenAI/Python 2.0",
                "cookie",
                "session=1",
                "x-cache-mode",
                "exact");

        ReceivedRequest received = simulator.requests().getLast();
        assertThat(received.header("authorization")).hasValue(key);
        assertThat(received.header("openai-organization")).hasValue("org-1");
        assertThat(received.header("openai-project")).hasValue("proj-1");
        assertThat(received.header("traceparent")).isPresent();
        assertThat(received.header("user-agent")).hasValue("OpenAI/Python 2.0");
        assertThat(received.header("cookie")).isEmpty();
        assertThat(received.header("x-cache-mode")).isEmpty();
    }

    @Test
    void refusalsOfTheProviderWithTheirRetryAfter() {
        simulator.fail("error=429; retry-after=7", 1);

        HttpResponse<String> reply =
                gateway.chat(Chats.ask("limited"), "authorization", Chats.newKey());

        assertThat(reply.statusCode()).isEqualTo(429);
        assertThat(header(reply, "retry-after")).isEqualTo("7");
        assertThat(header(reply, "x-cache-hit")).isEqualTo("false");
        assertThat(Chats.error(reply).path("message").asString()).isNotBlank();
    }

    @Test
    void aStreamComesAsItIsWritten() throws Exception {
        String body =
                Chats.simulate("inter-token-millis=300; words=8", "slowly", "\"stream\":true,");
        HttpRequest request =
                gateway.request("/v1/chat/completions")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();

        HttpResponse<Stream<String>> stream =
                http.send(request, HttpResponse.BodyHandlers.ofLines());
        try (Stream<String> lines = stream.body()) {
            assertThat(lines.filter(line -> line.startsWith("data: {")).findFirst()).isPresent();

            // The provider is still speaking when the client has its first event.
            assertThat(simulator.stats().concurrentNow()).isEqualTo(1);
        }
    }

    private static HttpResponse<String> direct(String body)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(simulator.baseUrl() + "/chat/completions"))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Without what differs each time that the simulator answers. */
    private static String masked(String answer) {
        return answer.replaceAll("\"id\":\"chatcmpl-[^\"]*\"", "\"id\":\"\"")
                .replaceAll("\"id\":\"call_[^\"]*\"", "\"id\":\"\"")
                .replaceAll("\"created\":\\d+", "\"created\":0");
    }

    private static String body(String fields, String question) {
        return Chats.ask(question, fields);
    }
}
