package recurra.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static recurra.gateway.Chats.header;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams that a provider ends properly, and that are no answers. */
class FlawedStreamIT {
    private static final String CHUNK =
            "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"half\"}}]}\n\n";
    private static final String DONE = "data: [DONE]\n\n";

    @TempDir private static Path data;
    private static HttpServer provider;
    private static GatewayServer gateway;
    private static volatile byte[] stream;

    private double failedBefore;

    @BeforeAll
    static void start() throws IOException {
        provider = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        provider.createContext(
                "/",
                exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    exchange.getResponseHeaders().set("content-type", "text/event-stream");
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write(stream);
                    exchange.close();
                });
        provider.start();
        gateway =
                new GatewayServer.Options(data)
                        .with(
                                "recurra.providers.default.base-url",
                                "http://127.0.0.1:" + provider.getAddress().getPort() + "/v1")
                        .with("recurra.providers.default.check-models", "false")
                        .with("recurra.limits.recording", "16KB")
                        .start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        provider.stop(0);
    }

    @BeforeEach
    void count() {
        failedBefore = failed();
    }

    @Test
    void anErrorInAnotherShapeBecomesOneThatClientsUnderstand() {
        String body = answered(CHUNK + "data: {\"error\":\"overloaded\"}\n\n" + CHUNK + DONE);

        assertThat(body)
                .startsWith(CHUNK + "data: {\"error\":{\"message\":")
                .contains("\"code\":\"upstream_stream_error\"")
                .doesNotContain("overloaded")
                .doesNotContain("[DONE]");
        assertFailed();
    }

    @Test
    void anErrorInOpenAisShapePassesAndEndsTheStream() {
        String error = "data: {\"error\":{\"message\":\"m\",\"type\":\"server_error\"}}\n\n";

        assertThat(answered(CHUNK + error + DONE)).isEqualTo(CHUNK + error);
        assertFailed();
    }

    @Test
    void whatIsNoTextIsNoWholeAnswer() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(CHUNK.getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(new byte[] {'d', 'a', 't', 'a', ':', (byte) 0xff, '\n', '\n'});
        stream = bytes.toByteArray();

        assertThat(ask().body()).contains("\"code\":\"upstream_broken\"").doesNotContain("[DONE]");
        assertFailed();
    }

    @Test
    void aStreamTooLargeToBeKeptThatStopsShortIsNoWholeAnswer() {
        assertThat(answered(CHUNK.repeat(1_000)))
                .contains("\"code\":\"upstream_broken\"")
                .doesNotContain("[DONE]");
        assertFailed();
    }

    @Test
    void oneThatCameToItsEndIs() {
        String end =
                "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";

        assertThat(answered(CHUNK.repeat(1_000) + end)).isEqualTo(CHUNK.repeat(1_000) + end);
        assertThat(failed()).isEqualTo(failedBefore);
    }

    private static String answered(String with) {
        stream = with.getBytes(StandardCharsets.UTF_8);
        return ask().body();
    }

    private static HttpResponse<String> ask() {
        return gateway.chat(Chats.stream("flawed?"), "authorization", Chats.newKey());
    }

    private void assertFailed() {
        await().untilAsserted(() -> assertThat(failed()).isEqualTo(failedBefore + 1));
        assertThat(header(ask(), "x-cache-hit")).isEqualTo("false");
    }

    private static double failed() {
        return gateway.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("recurra_requests_total{"))
                .filter(line -> line.contains("outcome=\"failed\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
