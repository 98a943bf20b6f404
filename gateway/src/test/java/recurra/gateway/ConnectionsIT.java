package recurra.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import recurra.simulator.Simulator;
import recurra.simulator.SimulatorOptions;

/** The connections that calls of a provider come on. */
class ConnectionsIT {
    private static final Duration AT_MOST = Duration.ofSeconds(20);
    private static final int CALLS = 20;
    private static final String ONE_TOKEN =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}\n\n"
                    + "data: [DONE]\n\n";

    @TempDir private Path data;

    @ParameterizedTest
    @ValueSource(strings = {"", "\"stream\":true,"})
    void oneCallAfterTheOtherComesOnOneConnection(String fields) {
        try (Simulator simulator = Simulator.start(SimulatorOptions.defaults());
                GatewayServer gateway =
                        new GatewayServer.Options(data).with("p", simulator).start()) {
            for (int i = 0; i < CALLS; i++) {
                assertThat(gateway.chat(Chats.ask("again " + i, fields)).statusCode())
                        .isEqualTo(200);
            }

            // A call that comes before the one before it is quite over takes a second one.
            assertThat(simulator.stats().connections()).isLessThan(CALLS / 2);
            assertThat(responses(gateway, "http_1_1", true)).isGreaterThan(CALLS / 2);
            assertThat(responses(gateway, "http_1_1", false))
                    .isEqualTo(simulator.stats().connections());
        }
    }

    @Test
    void aConnectionOutlivesAStreamWhoseBodyEndsAfterItsLastEvent() throws Exception {
        Set<Integer> ports = ConcurrentHashMap.newKeySet();
        HttpServer late = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        late.createContext("/", exchange -> streamWithLateEnd(exchange, ports));
        late.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        late.start();
        String url = "http://127.0.0.1:" + late.getAddress().getPort() + "/v1";
        try (GatewayServer gateway =
                new GatewayServer.Options(data)
                        .with("recurra.providers.p.base-url", url)
                        .with("recurra.providers.p.models", "gpt-4o-mini")
                        .start()) {
            for (int i = 0; i < CALLS; i++) {
                assertThat(gateway.chat(Chats.stream("late end " + i)).body()).contains("[DONE]");
            }

            assertThat(ports.size()).isLessThan(CALLS / 2);
        } finally {
            late.stop(0);
        }
    }

    /** Answers with one token, and ends the body a moment after the last event. */
    private static void streamWithLateEnd(HttpExchange exchange, Set<Integer> ports)
            throws IOException {
        ports.add(exchange.getRemoteAddress().getPort());
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("content-type", "text/event-stream");
        try {
            Thread.sleep(60);
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(ONE_TOKEN.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            Thread.sleep(30);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        exchange.close();
    }

    @Test
    void theFirstCallFindsAConnectionAndIdleOnesAreTried() {
        try (Simulator simulator = Simulator.start(SimulatorOptions.defaults());
                GatewayServer gateway =
                        new GatewayServer.Options(data)
                                .with("p", simulator)
                                .with("recurra.providers.p.check-models", "false")
                                .with("recurra.upstream.probe-interval", "200ms")
                                .start()) {
            await().atMost(AT_MOST)
                    .until(() -> simulator.stats().byPath().getOrDefault("/v1/models", 0L) >= 4);
            assertThat(simulator.requests()).allMatch(request -> request.method().equals("HEAD"));
            assertThat(simulator.stats().connections()).isEqualTo(1);
            assertThat(gateway.get("/metrics").body())
                    .contains("recurra_upstream_probes_total{outcome=\"answered\",provider=\"p\"}");
        }
    }

    @Test
    void aProviderThatOffersHttp2IsCalledOverOneConnectionOfIt() throws Exception {
        try (Http2Provider provider = new Http2Provider(data, 100, 8);
                GatewayServer gateway = start(provider)) {
            assertThat(chatTogether(gateway, 8)).allMatch(reply -> reply.statusCode() == 200);

            assertThat(responses(gateway, "http_2", true)).isPositive();
            assertThat(responses(gateway, "http_1_1", false)).isZero();
        }
    }

    @Test
    void whatOneHttp2ConnectionCannotTakeGoesOverOthers() throws Exception {
        try (Http2Provider provider = new Http2Provider(data, 2, 8);
                GatewayServer gateway = start(provider)) {
            List<HttpResponse<String>> replies = chatTogether(gateway, 8);

            assertThat(replies)
                    .allSatisfy(reply -> {
                        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
                        assertThat(Chats.content(reply)).isEqualTo("h2");
                    });
            assertThat(responses(gateway, "http_2", false)).isGreaterThan(1);
            assertThat(responses(gateway, "http_1_1", false)).isZero();
        }
    }

    @Test
    void anHttp2ConnectionThatHasGoneSilentIsReplaced() throws Exception {
        try (Http2Provider provider = new Http2Provider(data, 100, 1);
                SilentRelay relay = new SilentRelay(provider.baseUrl().getPort());
                GatewayServer gateway =
                        options(relay.port())
                                .with("recurra.upstream.probe-interval", "200ms")
                                .start()) {
            assertThat(gateway.chat(Chats.ask("before")).statusCode()).isEqualTo(200);
            relay.silenceAll();

            await().atMost(AT_MOST)
                    .untilAsserted(
                            () -> assertThat(relay.isOpen()).as("the silent connection").isFalse());
            assertThat(gateway.chat(Chats.ask("after")).statusCode()).isEqualTo(200);
        }
    }

    private GatewayServer start(Http2Provider provider) {
        GatewayServer gateway = options(provider.baseUrl().getPort()).start();
        // Once warm, the gateway knows how many calls a connection may have.
        await().atMost(AT_MOST).until(() -> responses(gateway, "http_2", false) > 0);
        return gateway;
    }

    private GatewayServer.Options options(int port) {
        return new GatewayServer.Options(data)
                .with("recurra.providers.p.base-url", "https://127.0.0.1:" + port + "/v1")
                .with("recurra.providers.p.check-models", "false");
    }

    private static List<HttpResponse<String>> chatTogether(GatewayServer gateway, int calls)
            throws Exception {
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpResponse<String>>> replies =
                    IntStream.range(0, calls)
                            .mapToObj(i ->
                                    clients.submit(() -> gateway.chat(Chats.ask("at once " + i))))
                            .toList();
            List<HttpResponse<String>> done = new ArrayList<>();
            for (Future<HttpResponse<String>> reply : replies) {
                done.add(reply.get());
            }
            return done;
        }
    }

    /** How many responses the metric has. */
    private static int responses(GatewayServer gateway, String protocol, boolean reused) {
        String series =
                "recurra_upstream_connections_total{protocol=\"%s\",provider=\"p\",reused=\"%s\"} "
                        .formatted(protocol, reused);
        return gateway.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(series))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(series.length())))
                .sum();
    }
}
