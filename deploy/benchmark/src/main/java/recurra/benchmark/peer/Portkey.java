package recurra.benchmark.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import recurra.benchmark.process.ChildProcess;
import recurra.benchmark.system.Chat;
import recurra.benchmark.system.Service;
import recurra.benchmark.system.Stack;
import recurra.embedded.Ports;

/** Portkey's gateway, as {@code npx @portkey-ai/gateway} starts it, told to cache. */
public final class Portkey {
    private static final String PACKAGE = "@portkey-ai/gateway";

    private Portkey() {}

    public static Peer start(PeerTools tools, Service provider) throws IOException {
        Path module = tools.npm(PACKAGE);
        int port = Ports.free();
        ChildProcess process =
                tools.processes()
                        .start(
                                "portkey",
                                List.of(
                                        tools.program("node").file().toString(),
                                        module.resolve("build/start-server.js").toString(),
                                        "--port=" + port,
                                        "--headless"),
                                Map.of());
        process.awaitAnswer("http://127.0.0.1:" + port + "/", Duration.ofMillis(100));
        String config =
                """
                {"provider":"openai","api_key":"%s","custom_host":"%s","cache":{"mode":"simple"}}\
                """
                        .formatted(Stack.KEY, provider.url("/v1"));
        return new Peer(
                "Portkey " + PeerTools.npmVersion(module),
                (question, stream) ->
                        Chat.call(port, question, stream, "").with("x-portkey-config", config));
    }
}
