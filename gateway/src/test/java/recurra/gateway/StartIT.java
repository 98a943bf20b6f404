package recurra.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import recurra.matching.Sha256;

/** Configurations that do not start, and say why. */
@ExtendWith(OutputCaptureExtension.class)
class StartIT {
    @TempDir private Path data;

    @ParameterizedTest
    @CsvSource({
        "recurra.limits.request-boby, 1MB, Did you mean 'recurra.limits.request-body'?",
        "recurra.providers.openai.base-ulr, http://x/v1, Did you mean 'recurra.providers.openai.base-url'?",
        "recurra.tempalte.budget, 1s, Did you mean 'recurra.template.budget'?",
        "recurra.providers.openai.base-url, nowhere, recurra.providers.openai.base-url is not an address",
        "recurra.routes.r.chain[0].provider, nobody, 'The route ''r'' leads to the provider ''nobody'', which does not exist'",
        "recurra.routes.r.models, m, The route 'r' has no provider",
        "recurra.routes.r.chian[0].provider, p, Did you mean 'recurra.routes.r.chain[0].provider'?",
        "recurra.routes.r.volatile-slots, number, recurra.routes.r.volatile-slots",
        "recurra.routes.r.also-compared, too_long, recurra.routes.r.also-compared",
        "recurra.template.budget, soon, recurra.template.budget",
        "recurra.template.candidates, 0, candidates",
        "server.address, 0.0.0.0, Set server.address to 127.0.0.1",
        "recurra.keys.file, /nowhere/keys.yaml, /nowhere/keys.yaml",
        "recurra.pricing.file, /nowhere/prices.json, /nowhere/prices.json"
    })
    void aWrongPropertyStopsTheStart(
            String property, String value, String remedy, CapturedOutput output) {
        GatewayServer.Options options = new GatewayServer.Options(data).with(property, value);

        assertThat(catchThrowable(options::start)).isNotNull();

        assertThat(output).contains("APPLICATION FAILED TO START").contains(remedy);
    }

    @Test
    void withKeysOfItsOwnItListensToOtherMachines() throws Exception {
        Path keys = data.resolve("keys.yaml");
        Files.writeString(keys, "keys:\n  - {sha256: " + Sha256.hex("rk-1") + ", tenant: acme}\n");

        try (GatewayServer gateway =
                new GatewayServer.Options(data)
                        .with("server.address", "0.0.0.0")
                        .with("recurra.keys.file", keys.toString())
                        .start()) {
            assertThat(gateway.get("/healthz").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void withoutProviderItIsNotReadyAndSaysWhatToSet() {
        try (GatewayServer gateway = new GatewayServer.Options(data).start()) {
            assertThat(gateway.get("/readyz").statusCode()).isEqualTo(503);
            assertThat(gateway.chat(Chats.ask("anybody?")).statusCode()).isEqualTo(503);
            assertThat(gateway.chat(Chats.ask("anybody?")).body())
                    .contains("RECURRA_PROVIDER_BASE_URL");
        }
    }

    @Test
    void theSecretBehindTenantsOutlivesARestart() throws Exception {
        new GatewayServer.Options(data).start().close();
        String secret = Files.readString(data.resolve("tenant-secret"));
        new GatewayServer.Options(data).start().close();

        assertThat(Files.readString(data.resolve("tenant-secret"))).isEqualTo(secret).hasSize(64);
        assertThat(Files.getPosixFilePermissions(data.resolve("tenant-secret"))).hasSize(2);
    }
}
