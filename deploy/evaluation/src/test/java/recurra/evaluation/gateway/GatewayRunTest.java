package recurra.evaluation.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import recurra.commandline.Progress;
import recurra.evaluation.data.QuestionText;
import recurra.evaluation.encoding.Encoder;
import recurra.evaluation.method.Weigher;
import recurra.evaluation.result.GatewayResult;
import recurra.evaluation.trial.Trial;
import recurra.evaluation.trial.TrialSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GatewayRunTest {
    private static final TrialSet SET =
            new TrialSet(
                    "small",
                    TrialSet.Kind.PAIRS,
                    List.of(
                            new Trial("same", "how do bees fly", "How do bees fly?", true, "1"),
                            new Trial("same", "What do owls eat?", "What feeds owls?", true, "2"),
                            new Trial("other", "HOW DO ANTS WALK", "How do ants walk?", false, "3"),
                            new Trial("other", "Why is ice cold?", "Who was Plato?", false, "4")));

    @TempDir Path folder;

    private final Map<String, String> kept = new ConcurrentHashMap<>();
    private HttpServer server;
    private URI url;
    private int status = 200;

    /** A gateway that sees through spelling, and whose index knows what it keeps at once. */
    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/models", exchange -> answer(exchange, "{\"data\":[]}"));
        server.createContext("/v1/chat/completions", this::complete);
        server.start();
        url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void countsWhatTheGatewayServes() {
        GatewayResult result;
        try (Encoder encoder = new Encoder(folder)) {
            result =
                    GatewayRun.connect(url, Optional.of("secret"), 10, 1)
                            .run(SET, encoder, new Weigher(), new Progress(System.err, false));
        }

        assertThat(result.trials()).isEqualTo(4);
        assertThat(result.overall().positives()).isEqualTo(2);
        assertThat(result.overall().right()).isEqualTo(1);
        assertThat(result.overall().negatives()).isEqualTo(2);
        assertThat(result.overall().wrongOnNegatives()).isEqualTo(1);
        assertThat(result.tiers()).containsOnlyKeys("normalized");
        assertThat(result.slices()).containsOnlyKeys("other", "same");
        assertThat(kept).hasSize(4);
    }

    @Test
    void saysWhatIsWrongWithAGateway() {
        status = 401;
        assertThatThrownBy(() -> GatewayRun.connect(url, Optional.empty(), 1, 1))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("wants a key");
        status = 500;
        assertThatThrownBy(() -> GatewayRun.connect(url, Optional.empty(), 1, 1))
                .hasMessageContaining("status 500");
    }

    private void complete(HttpExchange exchange) throws IOException {
        JsonNode request = JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
        String scope = request.at("/messages/0/content").asString();
        String question = request.at("/messages/1/content").asString();
        String match = "none";
        if ("true".equals(exchange.getRequestHeaders().getFirst("x-cache-bypass"))) {
            kept.put(scope, question);
        } else if ("template".equals(exchange.getRequestHeaders().getFirst("x-cache-mode"))) {
            match = question.equals(kept.get(scope)) ? "template" : "none";
        } else if (QuestionText.folded(kept.getOrDefault(scope, "\0"))
                .equals(QuestionText.folded(question))) {
            match = "normalized";
        }
        exchange.getResponseHeaders().add("x-cache-match", match);
        answer(exchange, "{}");
    }

    private void answer(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
