package recurra.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static recurra.gateway.Chats.simulate;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import recurra.simulator.Simulator;
import recurra.simulator.SimulatorOptions;
import tools.jackson.databind.JsonNode;

/** Requests that the gateway has no room for. */
class AdmissionIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ENDLESS = "inter-token-millis=200; words=2000";
    private static final String STREAM = "\"stream\":true,";
    private static final int LARGE = 512 * 1024;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<InputStream> open = new ArrayList<>();
    private final String key = Chats.newKey();

    @TempDir private Path data;
    private Simulator simulator;
    private GatewayServer gateway;

    @BeforeEach
    void start() {
        simulator = Simulator.start(SimulatorOptions.defaults());
        gateway =
                new GatewayServer.Options(data)
                        .with(simulator)
                        .with("recurra.limits.concurrent-requests", "2")
                        .with("recurra.limits.memory", "4MB")
                        .start();
    }

    @AfterEach
    void stop() throws IOException {
        for (InputStream stream : open) {
            stream.close();
        }
        http.shutdownNow();
        gateway.close();
        simulator.close();
    }

    @Test
    void oneRequestTooManyIsRefusedUntilAnotherIsOver() throws Exception {
        InputStream first = begun(simulate(ENDLESS, "first", STREAM));
        begun(simulate(ENDLESS, "second", STREAM));

        HttpResponse<String> refused = gateway.chat(Chats.ask("third"), "authorization", key);

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
        assertThat(refused.headers().firstValue("x-request-id")).isPresent();
        JsonNode error = Chats.error(refused);
        assertThat(error.path("code").asString()).isEqualTo("gateway_full");
        assertThat(error.path("type").asString()).isEqualTo("server_error");
        assertThat(error.path("message").asString()).isNotEmpty();
        assertThat(simulator.stats().chatCalls()).isEqualTo(2);
        assertThat(metric("recurra_refused_total{reason=\"requests\"}")).isEqualTo(1);
        assertThat(metric("recurra_requests_in_hand")).isEqualTo(2);
        assertThat(metric("recurra_fullness")).isEqualTo(1);

        // Who hangs up makes room.
        first.close();

        await().atMost(PATIENCE).until(() -> ask("third").statusCode() == 200);
        await().atMost(PATIENCE).until(() -> metric("recurra_requests_in_hand") == 1);
    }

    @Test
    void whatIsOverMakesRoomHoweverItEnded() {
        for (int i = 0; i < 3; i++) {
            assertThat(ask("whole " + i).statusCode()).isEqualTo(200);
            assertThat(gateway.chat("{", "authorization", key).statusCode()).isEqualTo(400);
            assertThat(
                            gateway.chat(
                                            simulate("error=500", "fails " + i, ""),
                                            "authorization",
                                            key)
                                    .statusCode())
                    .isEqualTo(500);
            assertThat(
                            gateway.chat(
                                            simulate("break-after=2", "breaks " + i, STREAM),
                                            "authorization",
                                            key)
                                    .body())
                    .contains("\"error\"");
        }

        await().atMost(PATIENCE).until(() -> metric("recurra_requests_in_hand") == 0);
        assertThat(metric("recurra_fullness")).isZero();
        assertThat(metric("recurra_refused_total")).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void largeRequestsTakeRoomOfTheirOwn(boolean lengthIsSaid) throws Exception {
        begun(simulate(ENDLESS, "x".repeat(LARGE), STREAM));
        HttpRequest.BodyPublisher large =
                HttpRequest.BodyPublishers.ofString(Chats.ask("y".repeat(LARGE)));

        HttpResponse<String> refused =
                gateway.send(
                        gateway.request("/v1/chat/completions", "authorization", key)
                                .POST(
                                        lengthIsSaid
                                                ? large
                                                : HttpRequest.BodyPublishers.fromPublisher(large)));

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(Chats.error(refused).path("code").asString()).isEqualTo("gateway_full");
        assertThat(metric("recurra_refused_total{reason=\"memory\"}")).isEqualTo(1);
        assertThat(simulator.stats().chatCalls()).isEqualTo(1);
        assertThat(ask("small").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> ask(String question) {
        return gateway.chat(Chats.ask(question), "authorization", key);
    }

    /** A stream of which the first byte has come. */
    private InputStream begun(String body) throws Exception {
        HttpResponse<InputStream> response =
                http.send(
                        gateway.request("/v1/chat/completions", "authorization", key)
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                body, StandardCharsets.UTF_8))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        InputStream stream = response.body();
        open.add(stream);
        assertThat(stream.read()).isPositive();
        return stream;
    }

    private double metric(String name) {
        return gateway.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
