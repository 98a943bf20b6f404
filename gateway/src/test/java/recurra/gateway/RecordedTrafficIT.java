package recurra.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static recurra.gateway.Chats.header;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import recurra.simulator.Simulator;
import recurra.simulator.SimulatorOptions;
import recurra.testing.TestRedis;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Recorded traffic with OpenAI: what was recorded is what the client gets, byte for byte, from the
 * provider and again from the cache. The folder with it is outside of the project: system property
 * {@code recurra.data}.
 */
class RecordedTrafficIT {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path CASSETTES =
            Path.of(System.getProperty("recurra.data", "../../shared/data"), "cassettes");

    @TempDir private static Path data;
    private static Simulator simulator;
    private static GatewayServer gateway;

    @BeforeAll
    static void start() {
        if (!Files.isDirectory(CASSETTES)) {
            abort("Recorded traffic is missing: set -Drecurra.data to a folder with cassettes/");
        }
        simulator = Simulator.start(SimulatorOptions.defaults().withCassettesOnly(CASSETTES));
        gateway =
                new GatewayServer.Options(data)
                        .with(simulator)
                        .with(TestRedis.shared())
                        // What is recorded names models that exist no more.
                        .with("recurra.providers.default.check-models", "false")
                        .start();
        gateway.awaitPart("redis");
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
            simulator.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> everyChatPassesAndIsReplayed() throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(CASSETTES)) {
            files = entries.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
        }
        List<DynamicTest> tests =
                files.stream()
                        .flatMap(file ->
                                interactions(file)
                                        .filter(RecordedTrafficIT::isChat)
                                        .map(recorded ->
                                                DynamicTest.dynamicTest(
                                                        file.getFileName().toString(),
                                                        () -> replay(recorded))))
                        .toList();
        assertThat(tests).isNotEmpty();
        return tests.stream();
    }

    private static void replay(Map<?, ?> interaction) {
        String request = (String) map(interaction, "request").get("body");
        Map<?, ?> recorded = map(interaction, "response");
        String body = (String) recorded.get("body");
        int status = (Integer) recorded.get("code");
        String key = Chats.newKey();

        HttpResponse<String> live = gateway.chat(request, "authorization", key);
        long calls = simulator.stats().chatCalls();
        HttpResponse<String> again =
                gateway.chat(request, "authorization", key, "x-cache-replay", "instant");

        assertThat(live.statusCode()).isEqualTo(status);
        assertThat(header(live, "x-cache-hit")).isEqualTo("false");
        assertThat(again.statusCode()).isEqualTo(status);
        assertThat(Chats.withoutIdentity(again)).isEqualTo(Chats.withoutIdentity(live));
        if (status == 200) {
            assertThat(live.body()).isEqualTo(body);
            assertThat(header(again, "x-cache-hit")).isEqualTo("true");
            assertThat(simulator.stats().chatCalls()).isEqualTo(calls);
        } else {
            // Some requests the gateway refuses itself, in its own words.
            JsonNode expected = JSON.readTree(body).path("error");
            assertThat(Chats.error(live).path("code")).isEqualTo(expected.path("code"));
            assertThat(Chats.error(live).path("param")).isEqualTo(expected.path("param"));
            assertThat(Chats.error(live).path("type")).isEqualTo(expected.path("type"));
            assertThat(header(again, "x-cache-hit")).isEqualTo("false");
        }
    }

    private static boolean isChat(Map<?, ?> interaction) {
        return map(interaction, "request").get("url").toString().endsWith("/chat/completions");
    }

    private static Map<?, ?> map(Map<?, ?> parent, String field) {
        return (Map<?, ?>) parent.get(field);
    }

    private static Stream<Map<?, ?>> interactions(Path file) {
        try (Reader reader = Files.newBufferedReader(file)) {
            Map<?, ?> cassette = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
            return ((List<?>) cassette.get("interactions"))
                    .stream().map(interaction -> (Map<?, ?>) interaction);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
