package recurra.benchmark.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import recurra.benchmark.load.Call;
import recurra.benchmark.process.ChildProcess;
import recurra.benchmark.system.Service;
import recurra.embedded.Ports;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** claude-code-router, as {@code ccr start} starts it, without its log. */
public final class ClaudeCodeRouter {
    private static final String PACKAGE = "@musistudio/claude-code-router";
    private static final JsonMapper JSON = JsonMapper.shared();

    private ClaudeCodeRouter() {}

    public static Peer start(PeerTools tools, Service provider) throws IOException {
        Path module = tools.npm(PACKAGE);
        int port = Ports.free();
        Path home = tools.work().resolve("claude-code-router");
        Path folder = Files.createDirectories(home.resolve(".claude-code-router"));
        Files.writeString(
                folder.resolve("config.json"),
                """
                {
                  "LOG": false, "HOST": "127.0.0.1", "PORT": %d, "NON_INTERACTIVE_MODE": true,
                  "Providers": [{
                    "name": "simulator", "api_base_url": "%s", "api_key": "sk-x", "models": ["gpt-4o-mini"]
                  }],
                  "Router": {"default": "simulator,gpt-4o-mini"}
                }
                """
                        .formatted(port, provider.url("/v1/chat/completions")));
        ChildProcess process =
                tools.processes()
                        .start(
                                "claude-code-router",
                                List.of(
                                        tools.program("node").file().toString(),
                                        module.resolve("dist/cli.js").toString(),
                                        "start"),
                                Map.of("HOME", home.toString()));
        process.awaitAnswer("http://127.0.0.1:" + port + "/health", Duration.ofMillis(100));
        return new Peer(
                "claude-code-router " + PeerTools.npmVersion(module),
                (question, stream) -> call(port, question, stream));
    }

    /** In Anthropic's format, the only one that it takes. */
    private static Call call(int port, String question, boolean stream) {
        ObjectNode body = JSON.createObjectNode();
        body.put("model", "claude-sonnet-4");
        body.put("max_tokens", 1_000);
        body.put("stream", stream);
        body.set(
                "messages", JSON.valueToTree(List.of(Map.of("role", "user", "content", question))));
        return Call.of(port, "/v1/messages", body.toString())
                .with("x-api-key", "sk-x")
                .with("anthropic-version", "2023-06-01");
    }
}
