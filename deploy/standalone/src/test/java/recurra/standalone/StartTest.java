package recurra.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import recurra.embedded.Ports;

/** What ends a start before anything runs. */
class StartTest {
    @TempDir private Path folder;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void choosePorts() {
        environment.put("RECURRA_DATA", folder.resolve("data").toString());
        for (String service :
                new String[] {"GATEWAY", "ADMIN", "EMBEDDER", "INDEXER", "SIMULATOR"}) {
            environment.put("RECURRA_" + service + "_PORT", Integer.toString(Ports.free()));
        }
    }

    @Test
    void aPortThatIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            environment.put("RECURRA_GATEWAY_PORT", Integer.toString(taken.getLocalPort()));

            assertRefused(
                    "Port " + taken.getLocalPort() + " is not free for the gateway",
                    "RECURRA_GATEWAY_PORT");
        }
    }

    @Test
    void twoServicesWithOnePort() {
        environment.put("RECURRA_ADMIN_PORT", environment.get("RECURRA_INDEXER_PORT"));

        assertRefused("is not free", "--admin-port");
    }

    @Test
    void aPortThatIsNone() {
        environment.put("RECURRA_INDEXER_PORT", "80x");

        assertRefused("RECURRA_INDEXER_PORT", "80x");
    }

    @Test
    void aVariableThatMeansNothing() {
        environment.put("RECURRA_TEMPLATE_BUGDET", "1s");

        assertRefused("RECURRA_TEMPLATE_BUGDET", "Did you mean RECURRA_TEMPLATE_BUDGET?");
    }

    private void assertRefused(String... message) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        assertThatIllegalStateException()
                .isThrownBy(() -> StandaloneApplication.start(environment, new Progress(nowhere)))
                .satisfies(e -> assertThat(e.getMessage()).contains(message));
        assertThat(folder.resolve("data")).doesNotExist();
    }
}
