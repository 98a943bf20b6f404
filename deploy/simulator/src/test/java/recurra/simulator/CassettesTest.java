package recurra.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CassettesTest extends SimulatorFixture {

    private static final Path CASSETTES = Path.of("src/test/resources/cassettes");

    private static final String GREET =
            """
            {"messages": [{"content": "Greet me", "role": "user"}], "model": "recorded-model"%s}\
            """;

    CassettesTest() {
        super(SimulatorOptions.defaults().withCassettes(CASSETTES));
    }

    @Test
    void playsTheRecordedAnswer() throws Exception {
        HttpResponse<String> response = client.chat(GREET.formatted(""));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .isEqualTo("{\n  \"id\":  \"chatcmpl-recorded\",\n  \"choices\": [ ]\n}");
        assertThat(response.headers().firstValue("x-request-id")).hasValue("req_recorded");
        assertThat(response.headers().firstValue("server")).isEmpty();
    }

    @Test
    void playsTheRecordedStream() throws Exception {
        HttpResponse<String> response = client.chat(GREET.formatted(", \"stream\": true"));

        assertThat(response.headers().firstValue("content-type"))
                .hasValue("text/event-stream; charset=utf-8");
        assertThat(response.body())
                .contains("Grüße 👋")
                .endsWith("\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
    }

    @Test
    void prefersTheSameStreamOptionsAndDoesWithoutThem() throws Exception {
        String options = ", \"stream\": true, \"stream_options\": {\"include_usage\": %s}";

        assertThat(client.chat(GREET.formatted(options.formatted(true))).body())
                .startsWith("data: {\"usage\":{}}");
        assertThat(client.chat(GREET.formatted(options.formatted(false))).body())
                .startsWith("data: {\"id\"");
    }

    @Test
    void playsTheRecordedError() throws Exception {
        HttpResponse<String> response =
                client.chat(GREET.formatted("").replace("recorded-model", "recorded-model-wrong"));

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body())
                .isEqualTo(
                        "{\"error\": {\"message\": \"recorded\", \"code\": \"model_not_found\"}}\n");
    }

    @Test
    void listsTheRecordedModelsButNotThoseThatDidNotExist() throws Exception {
        assertThat(client.get("/v1/models").body())
                .contains("\"recorded-model\"", "\"gpt-5\"")
                .doesNotContain("recorded-model-wrong");
    }

    @Test
    void faultsAffectRecordedAnswersToo() {
        simulator.fail("break-after=1", 1);

        assertThatThrownBy(() -> client.chat(GREET.formatted(", \"stream\": true")))
                .isInstanceOf(IOException.class);
    }

    @Test
    void answersOtherRequestsItself() throws Exception {
        String other = GREET.replace("Greet me", "Greet  me").replace("recorded-model", "gpt-5");

        assertThat(client.chat(other.formatted("")).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesOtherRequestsWhenToldTo() throws Exception {
        try (Simulator strict =
                        Simulator.start(SimulatorOptions.defaults().withCassettesOnly(CASSETTES));
                SimulatorClient strictClient = new SimulatorClient(strict)) {
            assertThat(strictClient.chat(GREET.formatted("")).statusCode()).isEqualTo(200);
            assertThat(strictClient.chat(GREET.formatted(", \"seed\": 1")).statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void namesTheFileThatIsNoCassette(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("broken.yaml"), "version: 1\n");

        assertThatThrownBy(() -> Cassettes.read(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("version is 1");
    }

    @Test
    void namesTheFolderWithoutCassettes(@TempDir Path folder) {
        assertThatThrownBy(() -> Cassettes.read(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(folder.toString());
    }
}
