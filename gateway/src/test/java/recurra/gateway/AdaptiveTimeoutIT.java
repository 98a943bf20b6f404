package recurra.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static recurra.gateway.Chats.header;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import recurra.simulator.Simulator;
import recurra.simulator.SimulatorOptions;

/**
 * A provider that is given up long before its configured timeouts, which no test here would
 * outlive.
 */
class AdaptiveTimeoutIT {
    private static final int ENOUGH = 25;

    @TempDir private Path data;
    private final Simulator first = Simulator.start(SimulatorOptions.defaults());
    private final Simulator second = Simulator.start(SimulatorOptions.defaults());

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    @Test
    void aStreamThatStallsIsAskedForElsewhereAlsoAfterARestart() {
        try (GatewayServer gateway = start()) {
            for (int i = 0; i < ENOUGH; i++) {
                assertThat(header(stream(gateway, "learn " + i), "x-recurra-provider"))
                        .isEqualTo("first");
            }
            first.fail("hang", 1);
            assertThat(header(stream(gateway, "hangs"), "x-recurra-failovers"))
                    .isEqualTo("first=late");
        }
        try (GatewayServer gateway = start()) {
            first.fail("stall", 1);
            HttpResponse<String> reply = stream(gateway, "stalls");

            assertThat(header(reply, "x-recurra-failovers")).isEqualTo("first=late");
            assertThat(Chats.streamedContent(reply)).contains("stalls");

            first.fail("hang-after=3", 1);
            assertThat(stream(gateway, "falls silent").body())
                    .contains("\"code\":\"upstream_timeout\"")
                    .doesNotContain("[DONE]");
        }
    }

    private GatewayServer start() {
        return new GatewayServer.Options(data)
                .with("first", first)
                .with("second", second)
                .with("recurra.routes.gpt-4o-mini.chain[0].provider", "first")
                .with("recurra.routes.gpt-4o-mini.chain[1].provider", "second")
                .with("recurra.upstream.first-token-floor", "500ms")
                .with("recurra.upstream.silence-floor", "500ms")
                .start();
    }

    private static HttpResponse<String> stream(GatewayServer gateway, String question) {
        return gateway.chat(Chats.stream(question));
    }
}
