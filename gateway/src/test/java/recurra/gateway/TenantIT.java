package recurra.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static recurra.gateway.Chats.ask;
import static recurra.gateway.Chats.header;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import recurra.matching.Sha256;
import recurra.simulator.Simulator;
import recurra.simulator.SimulatorOptions;
import recurra.testing.TestRedis;

/** The tenant follows from the credential, and an entry never leaves it. */
class TenantIT {
    private static final String PROVIDER_KEY = "sk-of-the-provider";

    @TempDir private Path data;

    @Test
    void keysOfTheGateway() throws Exception {
        String acme = "tenant-" + UUID.randomUUID();
        Path keys = data.resolve("keys.yaml");
        Files.writeString(
                keys,
                """
                keys:
                  - {sha256: %s, tenant: %s, name: first}
                  - {sha256: %s, tenant: %s, name: second}
                  - {sha256: %s, tenant: other-%s}
                """
                        .formatted(
                                Sha256.hex("rk-1"),
                                acme,
                                Sha256.hex("rk-2"),
                                acme,
                                Sha256.hex("rk-3"),
                                acme));
        try (Simulator simulator =
                        Simulator.start(SimulatorOptions.defaults().withApiKey(PROVIDER_KEY));
                GatewayServer gateway =
                        new GatewayServer.Options(data)
                                .with(simulator)
                                .with(TestRedis.shared())
                                .with("recurra.keys.file", keys.toString())
                                .with("recurra.providers.default.api-key", PROVIDER_KEY)
                                .start()) {
            gateway.awaitPart("redis");
            String body = ask("whose?");

            assertThat(hit(gateway, body, "rk-1")).isEqualTo("false");
            assertThat(hit(gateway, body, "rk-2")).isEqualTo("true");
            assertThat(hit(gateway, body, "rk-3")).isEqualTo("false");
            assertThat(simulator.requests())
                    .allSatisfy(request ->
                            assertThat(request.header("authorization"))
                                    .hasValue("Bearer " + PROVIDER_KEY));
        }
    }

    @Test
    void keysOfTheProvider() {
        try (Simulator simulator =
                        Simulator.start(SimulatorOptions.defaults().withApiKey(PROVIDER_KEY));
                GatewayServer gateway =
                        new GatewayServer.Options(data)
                                .with(simulator)
                                .with(TestRedis.shared())
                                .start()) {
            gateway.awaitPart("redis");
            String body = ask("who pays?");

            assertThat(gateway.chat(body, "authorization", "Bearer wrong").statusCode())
                    .isEqualTo(401);
            assertThat(hit(gateway, body, PROVIDER_KEY)).isEqualTo("false");
            assertThat(hit(gateway, body, PROVIDER_KEY)).isEqualTo("true");
            // Whoever does not have the key does not see what it paid for.
            assertThat(gateway.chat(body, "authorization", "Bearer wrong").statusCode())
                    .isEqualTo(401);
        }
    }

    private static String hit(GatewayServer gateway, String body, String key) {
        return header(gateway.chat(body, "authorization", "Bearer " + key), "x-cache-hit");
    }
}
