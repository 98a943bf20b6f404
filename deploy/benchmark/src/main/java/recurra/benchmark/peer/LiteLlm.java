package recurra.benchmark.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import recurra.benchmark.process.ChildProcess;
import recurra.benchmark.process.Program;
import recurra.benchmark.system.Chat;
import recurra.benchmark.system.Service;
import recurra.embedded.Ports;

/** LiteLLM's proxy, as {@code litellm --config} starts it, with its cache in memory. */
public final class LiteLlm {
    private static final Duration VERSION_LIMIT = Duration.ofSeconds(60);

    private LiteLlm() {}

    public static Peer start(PeerTools tools, Service provider) throws IOException {
        Path environment = tools.pip("litellm", "litellm[proxy]");
        Path config = tools.work().resolve("litellm.yaml");
        Files.writeString(
                config,
                """
                model_list:
                  - model_name: gpt-4o-mini
                    litellm_params: {model: openai/gpt-4o-mini, api_base: "%s", api_key: sk-x}
                litellm_settings:
                  cache: true
                  cache_params: {type: local}
                  telemetry: false
                """
                        .formatted(provider.url("/v1")));
        int port = Ports.free();
        // It refuses to start with a key that can be guessed.
        String key = "sk-" + UUID.randomUUID();
        ChildProcess process =
                tools.processes()
                        .start(
                                "litellm",
                                List.of(
                                        environment.resolve("bin/litellm").toString(),
                                        "--config",
                                        config.toString(),
                                        "--host",
                                        "127.0.0.1",
                                        "--port",
                                        Integer.toString(port)),
                                Map.of(
                                        "LITELLM_MASTER_KEY",
                                        key,
                                        // It would ask the network for prices.
                                        "LITELLM_LOCAL_MODEL_COST_MAP",
                                        "True"));
        process.awaitAnswer(
                "http://127.0.0.1:" + port + "/health/liveliness", Duration.ofMillis(200));
        return new Peer(
                "LiteLLM " + version(environment),
                (question, stream) ->
                        Chat.call(port, question, stream, "")
                                .with("Authorization", "Bearer " + key));
    }

    private static String version(Path environment) {
        return Program.of(environment.resolve("bin/pip"))
                .output(List.of("show", "litellm"), VERSION_LIMIT)
                .lines()
                .filter(line -> line.startsWith("Version:"))
                .map(line -> line.substring("Version:".length()).strip())
                .findFirst()
                .orElse("");
    }
}
