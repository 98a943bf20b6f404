package recurra.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static recurra.gateway.Chats.header;
import static recurra.gateway.Chats.simulate;

import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import recurra.simulator.Simulator;
import recurra.simulator.SimulatorOptions;
import recurra.testing.TestRedis;

/** Providers that do not finish, and clients that do not wait. */
class BrokenStreamIT {
    private static final String STREAM = "\"stream\":true,";

    @TempDir private static Path data;
    private static Simulator simulator;
    private static GatewayServer gateway;

    private final String key = Chats.newKey();

    @BeforeAll
    static void start() {
        simulator = Simulator.start(SimulatorOptions.defaults());
        gateway =
                new GatewayServer.Options(data)
                        .with(simulator)
                        .with(TestRedis.shared())
                        .with("recurra.providers.default.idle-timeout", "500ms")
                        .with("recurra.providers.default.first-byte-timeout", "5s")
                        .with("recurra.limits.recording", "64KB")
                        // So many faults in a row would have the provider left alone.
                        .with("recurra.upstream.pause", "1ms")
                        .start();
        gateway.awaitPart("redis");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        simulator.close();
    }

    @ParameterizedTest
    @CsvSource({
        "break-after=3, upstream_broken",
        "hang-after=3, upstream_timeout",
        "no-finish, upstream_broken"
    })
    void aStreamThatStopsEndsWithAnError(String directives, String code) {
        HttpResponse<String> broken = chat(simulate(directives, "break " + code, STREAM));

        assertThat(broken.statusCode()).isEqualTo(200);
        assertThat(broken.body())
                .startsWith("data: {\"id\"")
                .contains("\n\ndata: {\"error\":{\"message\":")
                .contains("\"code\":\"" + code + "\"")
                .doesNotContain("[DONE]");
        assertNotKept(simulate(directives, "break " + code, STREAM));
    }

    @Test
    void aProvidersOwnErrorPassesAndIsNotKept() {
        String body = simulate("error-event-after=3", "error inside", STREAM);

        HttpResponse<String> broken = chat(body);

        assertThat(broken.body()).contains("\"error\"").doesNotContain("[DONE]");
        assertNotKept(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"break-after=0", "break-after=1"})
    void aWholeReplyThatStopsIsAnError(String directives) {
        HttpResponse<String> broken = chat(simulate(directives, "whole " + directives, ""));

        assertThat(broken.statusCode()).isEqualTo(502);
        assertThat(Chats.error(broken).path("code").asString()).isEqualTo("upstream_broken");
        assertThat(Chats.error(broken).path("type").asString()).isEqualTo("server_error");
    }

    /** It is larger than what is recorded, and smaller than what is waited for. */
    @Test
    void aLargeReplyThatStopsIsAnError() {
        String body = simulate("words=60000; break-after=1", "large and broken", "");

        HttpResponse<String> broken = chat(body);

        assertThat(broken.statusCode()).isEqualTo(502);
        assertThat(Chats.error(broken).path("code").asString()).isEqualTo("upstream_broken");
        assertNotKept(body);
    }

    @Test
    void aProviderThatSaysNothingIsATimeout() {
        HttpResponse<String> late = chat(simulate("hang", "hanging", ""));

        assertThat(late.statusCode()).isEqualTo(504);
        assertThat(Chats.error(late).path("code").asString()).isEqualTo("upstream_timeout");
    }

    @Test
    void aProviderThatIsNotThereIsUnreachable(@TempDir Path other) {
        try (GatewayServer alone =
                new GatewayServer.Options(other)
                        .with(
                                "recurra.providers.default.base-url",
                                "http://" + GatewayServer.NOBODY + "/v1")
                        .start()) {
            HttpResponse<String> reply = alone.chat(Chats.ask("anybody?"));

            assertThat(reply.statusCode()).isEqualTo(502);
            assertThat(Chats.error(reply).path("code").asString())
                    .isEqualTo("upstream_unreachable");
        }
    }

    @ParameterizedTest
    @CsvSource({"finish=content_filter, false", "finish=length, true"})
    void onlyAnswersThatMayBeGivenAgainAreKept(String directives, boolean kept) {
        for (String fields : new String[] {"", STREAM}) {
            String body = simulate(directives, "ends by " + directives + fields.length(), fields);
            chat(body);
            assertThat(header(chat(body), "x-cache-hit")).isEqualTo(Boolean.toString(kept));
        }
    }

    @Test
    void anAnswerOverTheLimitPassesAndIsNotKept() {
        for (String fields : new String[] {"", STREAM}) {
            String body = simulate("words=20000", "long " + fields.length(), fields);

            HttpResponse<String> reply = chat(body);

            assertThat(reply.body()).hasSizeGreaterThan(64 * 1024);
            assertThat(reply.body().stripTrailing()).endsWith(fields.isEmpty() ? "}" : "[DONE]");
            assertNotKept(body);
        }
    }

    @Test
    void aClientThatHangsUpEndsTheProvidersStream() throws Exception {
        String body = simulate("inter-token-millis=20; words=5000", "never ending", STREAM);
        long abortedBefore = simulator.stats().streamsAborted();

        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<InputStream> stream =
                    http.send(
                            gateway.request("/v1/chat/completions", "authorization", key)
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofInputStream());
            assertThat(stream.body().read()).isPositive();
            stream.body().close();
        }

        await().atMost(Duration.ofSeconds(10))
                .until(() -> simulator.stats().streamsAborted() == abortedBefore + 1);
        assertThat(gateway.get("/metrics").body())
                .contains("recurra_requests_total{model=\"gpt-4o-mini\",outcome=\"failed\"}");
    }

    private void assertNotKept(String body) {
        HttpResponse<String> again = chat(body.replaceAll("\"metadata\":\\{[^}]*},", ""));

        assertThat(header(again, "x-cache-hit")).isEqualTo("false");
    }

    private HttpResponse<String> chat(String body) {
        return gateway.chat(body, "authorization", key);
    }
}
