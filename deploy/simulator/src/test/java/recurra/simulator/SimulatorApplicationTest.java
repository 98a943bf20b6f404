package recurra.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulatorApplicationTest {

    @Test
    void hasDefaults() {
        assertThat(SimulatorApplication.options(new String[0], Map.of()))
                .isEqualTo(SimulatorOptions.defaults().withPort(8_090));
    }

    @Test
    void readsTheCommandLine() {
        String[] arguments = {
            "--port", "9000", "--first-token-millis=300", "--cassettes=folder", "--models", "a,b"
        };

        SimulatorOptions options = SimulatorApplication.options(arguments, Map.of());

        assertThat(options.port()).isEqualTo(9_000);
        assertThat(options.firstTokenDelay()).isEqualTo(Duration.ofMillis(300));
        assertThat(options.cassettes()).hasValue(Path.of("folder"));
        assertThat(options.cassettesOnly()).isFalse();
        assertThat(options.models()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void readsTheEnvironmentWhereTheCommandLineIsSilent() {
        SimulatorOptions options =
                SimulatorApplication.options(
                        new String[] {"--port=1"},
                        Map.of(
                                "RECURRA_SIMULATOR_PORT", "2",
                                "RECURRA_SIMULATOR_INTER_TOKEN_MILLIS", "20",
                                "RECURRA_SIMULATOR_CASSETTES", "folder",
                                "RECURRA_SIMULATOR_CASSETTES_ONLY", "true",
                                "RECURRA_SIMULATOR_MODELS", "any",
                                "RECURRA_SIMULATOR_API_KEY", "sk-secret"));

        assertThat(options.port()).isEqualTo(1);
        assertThat(options.interTokenDelay()).isEqualTo(Duration.ofMillis(20));
        assertThat(options.cassettesOnly()).isTrue();
        assertThat(options.models()).isEmpty();
        assertThat(options.apiKey()).hasValue("sk-secret");
        assertThat(options.toString()).doesNotContain("sk-secret");
    }

    @ParameterizedTest
    @CsvSource({
        "--prot=1,     Unknown option --prot=1",
        "8090,         Unknown option 8090",
        "--port,       Option --port needs a value",
        "--port=x,     --port takes a whole number",
        "--port=70000, port must be 0 to 65535"
    })
    void saysWhatIsWrong(String argument, String message) {
        assertThatThrownBy(() -> SimulatorApplication.options(new String[] {argument}, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
