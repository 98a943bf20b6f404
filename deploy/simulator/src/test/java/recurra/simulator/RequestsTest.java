package recurra.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What the simulator accepts, refuses, counts and keeps. */
class RequestsTest extends SimulatorFixture {

    private static final String HELLO =
            """
            {"model": "gpt-5-nano",  "messages": [{"role": "user", "content": "Grüße  👋"}]}\
            """;

    RequestsTest() {
        super(SimulatorOptions.defaults().withApiKey("sk-right"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"model": "gpt-5",                                       | 400 |          | could not parse
                    []                                                       | 400 |          | must be a JSON object
                    {"messages": [{"role": "user"}]}                         | 400 | model    | model
                    {"model": "gpt-5"}                                       | 400 | messages | Missing required
                    {"model": "gpt-5", "messages": []}                       | 400 | messages | empty array
                    {"model": "gpt-5", "messages": "hi"}                     | 400 | messages | expected an array, but got a string
                    {"model": "gpt-5", "messages": [1]}                      | 400 | messages | role
                    {"model": "gpt-5", "messages": [{"role": "user"}], "n": 0}       | 400 | n      | below minimum
                    {"model": "gpt-5", "messages": [{"role": "user"}], "n": 2.5}     | 400 | n      | expected an integer
                    {"model": "gpt-5", "messages": [{"role": "user"}], "stream": 1}  | 400 | stream | expected a boolean
                    {"model": "gpt-6", "messages": [{"role": "user"}]}       | 404 |          | does not exist
                    """)
    void refusesWhatOpenAiRefuses(String body, int status, String param, String message)
            throws Exception {
        HttpResponse<String> response = post(Endpoints.CHAT_COMPLETIONS, body, "sk-right");

        assertThat(response.statusCode()).isEqualTo(status);
        JsonNode error = Json.parse(response.body()).path("error");
        assertThat(error.path("message").stringValue()).contains(message);
        assertThat(error.path("type").stringValue()).isEqualTo("invalid_request_error");
        assertThat(error.path("param").stringValue(null)).isEqualTo(param);
        assertThat(simulator.stats().byStatus()).containsOnlyKeys(status);
    }

    @Test
    void refusesBodiesOverTheLimit() throws Exception {
        String body = " ".repeat(Endpoints.MAX_BODY_BYTES + 1);

        assertThat(post(Endpoints.CHAT_COMPLETIONS, body, "sk-right").statusCode()).isEqualTo(413);
    }

    @Test
    void refusesDeeplyNestedBodies() throws Exception {
        String body = "[".repeat(100_000);

        assertThat(post(Endpoints.CHAT_COMPLETIONS, body, "sk-right").statusCode()).isEqualTo(400);
    }

    @Test
    void refusesWrongKeys() throws Exception {
        HttpResponse<String> wrong = post(Endpoints.CHAT_COMPLETIONS, HELLO, "sk-wrong");
        HttpResponse<String> none = client.chat(HELLO);

        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(Json.parse(wrong.body()).at("/error/code").stringValue())
                .isEqualTo("invalid_api_key");
        assertThat(none.statusCode()).isEqualTo(401);
    }

    @Test
    void refusesUnknownPathsAndMethods() throws Exception {
        assertThat(post("/v1/nothing", HELLO, "sk-right").statusCode()).isEqualTo(404);
        assertThat(post(Endpoints.MODELS, HELLO, "sk-right").statusCode()).isEqualTo(405);
        assertThat(client.get("/nothing").statusCode()).isEqualTo(404);
        assertThat(simulator.stats().byPath())
                .containsOnlyKeys(Endpoints.MODELS, "other")
                .containsEntry("other", 1L);
    }

    @Test
    void listsModels() throws Exception {
        HttpResponse<String> list = get(Endpoints.MODELS);
        HttpResponse<String> one = get(Endpoints.MODELS + "/gpt-5-nano");
        HttpResponse<String> unknown = get(Endpoints.MODELS + "/gpt-6");

        assertThat(
                        Json.parse(list.body())
                                .path("data")
                                .valueStream()
                                .map(model -> model.path("id").stringValue()))
                .contains("gpt-5-nano", "gpt-4.1-mini", "simulator-reasoning");
        assertThat(Json.parse(one.body()).path("id").stringValue()).isEqualTo("gpt-5-nano");
        assertThat(unknown.statusCode()).isEqualTo(404);
    }

    @Test
    void countsCalls() throws Exception {
        post(Endpoints.CHAT_COMPLETIONS, HELLO, "sk-right");
        post(Endpoints.CHAT_COMPLETIONS, HELLO, "sk-right");
        post(Endpoints.CHAT_COMPLETIONS, HELLO, "sk-wrong");
        get(Endpoints.MODELS);

        SimulatorStats stats = simulator.stats();
        assertThat(stats.calls()).isEqualTo(4);
        assertThat(stats.chatCalls()).isEqualTo(3);
        assertThat(stats.byStatus()).containsEntry(200, 3L).containsEntry(401, 1L);
        assertThat(stats.byBody()).containsEntry(Digest.of(HELLO).hex(), 3L);
        JsonNode json = Json.parse(client.get("/stats").body());
        assertThat(json.path("calls").intValue()).isEqualTo(4);
        assertThat(json.at("/by_status/401").intValue()).isOne();

        client.post("/stats/reset", "");
        assertThat(simulator.stats().calls()).isZero();
        assertThat(simulator.requests()).isEmpty();
    }

    @Test
    void keepsRequestsByteByByte() throws Exception {
        post(Endpoints.CHAT_COMPLETIONS, HELLO, "sk-right");

        ReceivedRequest request = simulator.requests().getFirst();
        assertThat(request.body()).isEqualTo(HELLO.getBytes(StandardCharsets.UTF_8));
        assertThat(request.header("Authorization")).hasValue("Bearer sk-right");
        assertThat(request.toString()).doesNotContain("sk-right", "Grüße");
        JsonNode json = Json.parse(client.get("/requests").body()).at("/requests/0");
        assertThat(json.path("body").stringValue()).isEqualTo(HELLO);
        assertThat(json.path("body_sha256").stringValue()).isEqualTo(Digest.of(HELLO).hex());
    }

    @Test
    void keepsTheLastRequestsOnly() throws Exception {
        for (int i = 0; i < CallLog.MAX_REQUESTS + 5; i++) {
            post(Endpoints.CHAT_COMPLETIONS, "call " + i, "sk-right");
        }

        assertThat(simulator.requests()).hasSize(CallLog.MAX_REQUESTS);
        assertThat(simulator.requests().getFirst().text()).isEqualTo("call 5");
    }

    @Test
    void saysThatItIsUp() throws Exception {
        assertThat(client.get("/healthz").statusCode()).isEqualTo(200);
        assertThat(simulator.stats().calls()).isZero();
    }

    private HttpResponse<String> post(String path, String body, String key) throws Exception {
        return client.send(
                client.request(path)
                        .header("authorization", "Bearer " + key)
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(client.request(path).header("authorization", "Bearer sk-right"));
    }
}
