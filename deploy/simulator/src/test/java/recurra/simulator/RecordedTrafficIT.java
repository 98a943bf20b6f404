package recurra.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Plays recorded traffic with OpenAI and compares it byte by byte. The folder with it is outside of
 * the project: system property {@code recurra.data}, an absolute path.
 */
class RecordedTrafficIT {

    private static final Path CASSETTES =
            Path.of(System.getProperty("recurra.data", "../../../shared/data"), "cassettes");

    private static Simulator simulator;
    private static SimulatorClient client;

    @BeforeAll
    static void start() {
        if (!Files.isDirectory(CASSETTES)) {
            abort("Recorded traffic is missing: set -Drecurra.data to a folder with cassettes/");
        }
        simulator = Simulator.start(SimulatorOptions.defaults().withCassettesOnly(CASSETTES));
        client = new SimulatorClient(simulator);
    }

    @AfterAll
    static void stop() {
        if (simulator != null) {
            client.close();
            simulator.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> playsEveryCassetteByteByByte() throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(CASSETTES)) {
            files = entries.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
        }
        assertThat(files).isNotEmpty();
        return files.stream()
                .flatMap(file -> interactions(file).map(interaction -> test(file, interaction)));
    }

    private static DynamicTest test(Path file, Map<?, ?> interaction) {
        Map<?, ?> request = (Map<?, ?>) interaction.get("request");
        Map<?, ?> recorded = (Map<?, ?>) interaction.get("response");
        return DynamicTest.dynamicTest(
                file.getFileName() + " " + interaction.get("id"),
                () -> {
                    HttpResponse<byte[]> response =
                            client.postForBytes(
                                    URI.create((String) request.get("url")).getPath(),
                                    (String) request.get("body"));

                    assertThat(response.statusCode()).isEqualTo(recorded.get("code"));
                    assertThat(response.body())
                            .isEqualTo(
                                    ((String) recorded.get("body"))
                                            .getBytes(StandardCharsets.UTF_8));
                    assertThat(response.headers().firstValue("content-type"))
                            .hasValue(
                                    (String)
                                            ((List<?>)
                                                            ((Map<?, ?>) recorded.get("headers"))
                                                                    .get("Content-Type"))
                                                    .getFirst());
                });
    }

    private static Stream<Map<?, ?>> interactions(Path file) {
        try {
            Map<?, ?> cassette =
                    (Map<?, ?>)
                            new Load(LoadSettings.builder().build())
                                    .loadFromString(Files.readString(file));
            return ((List<?>) cassette.get("interactions"))
                    .stream().map(interaction -> (Map<?, ?>) interaction);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
