package recurra.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static recurra.gateway.Chats.simulate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import recurra.simulator.Simulator;
import recurra.simulator.SimulatorOptions;
import recurra.testing.TestRedis;

/** Clients that hang up, and clients that hardly read. */
class HangUpIT {
    private static final int CLIENTS = 1_000;
    private static final int CLIENTS_OF_A_QUESTION = 2;

    /** How many connect at the same time: a burst of all is too much for the simulator. */
    private static final int CONNECTING = 32;

    private static final Duration PATIENCE = Duration.ofSeconds(90);
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
                        .with("recurra.upstream.adaptive-timeouts", "false")
                        .start();
        gateway.awaitPart("redis");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        simulator.close();
    }

    @Test
    void aThousandClientsThatHangUpLeaveNothingBehind() {
        gateway.chat(Chats.ask("warm"), "authorization", key);
        int threadsBefore = ManagementFactory.getThreadMXBean().getThreadCount();
        double failedBefore = metric("recurra_requests_total", "outcome=\"failed\"");

        List<CompletableFuture<Socket>> begun = new ArrayList<>();
        try (ExecutorService connecting = Executors.newFixedThreadPool(CONNECTING)) {
            for (int i = 0; i < CLIENTS; i++) {
                String body =
                        simulate(
                                "inter-token-millis=500; words=1000",
                                "hang up " + i / CLIENTS_OF_A_QUESTION,
                                STREAM);
                begun.add(CompletableFuture.supplyAsync(() -> begun(body), connecting));
            }
        }
        try {
            assertThat(begun).allSatisfy(client -> assertThat(client).isCompleted());
            assertThat(simulator.stats().concurrentNow())
                    .isBetween(1, CLIENTS / CLIENTS_OF_A_QUESTION);
            assertThat(metric("recurra_flights", "")).isPositive();
        } finally {
            begun.stream()
                    .filter(client -> !client.isCompletedExceptionally())
                    .forEach(client -> close(client.join()));
        }

        await().atMost(PATIENCE).until(() -> simulator.stats().concurrentNow() == 0);
        await().atMost(PATIENCE).until(() -> metric("recurra_flights", "") == 0);
        await().atMost(PATIENCE).until(() -> metric("recurra_flight_bytes", "") == 0);
        await().atMost(PATIENCE)
                .until(() ->
                        metric("recurra_requests_total", "outcome=\"failed\"") - failedBefore
                                == CLIENTS);
        await().atMost(PATIENCE)
                .until(() ->
                        ManagementFactory.getThreadMXBean().getThreadCount() <= threadsBefore + 20);
    }

    @Test
    void aClientThatHardlyReadsDelaysNobodyAndCostsOneBuffer() throws Exception {
        String body = simulate("words=30000", "hardly reads", STREAM);

        try (Socket slow = begun(body)) {
            HttpResponse<String> quick = gateway.chat(body, "authorization", key);

            assertThat(quick.body()).endsWith("data: [DONE]\n\n");
            await().until(() -> metric("recurra_flights", "") == 0);
            // What the slow client has not read yet stands here, once.
            assertThat(metric("recurra_flight_bytes", "")).isBetween(1.0, 8.0 * (1 << 20));
            assertThat(slow.getInputStream().read()).isPositive();
        }

        await().atMost(PATIENCE).until(() -> metric("recurra_flight_bytes", "") == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", STREAM})
    void whoLeavesBeforeTheFirstTokenLeavesNothingBehind(String fields) throws Exception {
        double failedBefore = metric("recurra_requests_total", "outcome=\"failed\"");
        Socket leaving = asked(simulate("hang", "leaves early " + fields.length(), fields));
        await().atMost(PATIENCE).until(() -> metric("recurra_upstream_fullness", "") > 0);

        leaving.close();

        await().atMost(PATIENCE).until(() -> metric("recurra_flights", "") == 0);
        await().atMost(PATIENCE).until(() -> metric("recurra_upstream_fullness", "") == 0);
        await().atMost(PATIENCE)
                .until(() ->
                        metric("recurra_requests_total", "outcome=\"failed\"") - failedBefore == 1);
    }

    @Test
    void whoWaitsForTheWholeOfAStreamCanLeaveInTheMiddle() throws Exception {
        String endless = "inter-token-millis=50; words=20000";
        Socket streaming = begun(simulate(endless, "both leave", STREAM));
        Socket waiting = asked(simulate(endless, "both leave", ""));
        // By the time that a later request has its answer, the earlier one has joined.
        gateway.chat(Chats.ask("a later one"), "authorization", key);

        streaming.close();
        waiting.close();

        await().atMost(PATIENCE).until(() -> metric("recurra_flights", "") == 0);
        await().atMost(PATIENCE).until(() -> simulator.stats().concurrentNow() == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", STREAM})
    void whoWaitsForTheFirstTokenGetsIt(String fields) throws Exception {
        String slow = simulate("first-token-millis=2500", "waits " + fields.length(), fields);
        String next = Chats.ask("asked too early " + fields.length(), fields);

        // The second request is sent while the first is being answered, which looks like life.
        try (Socket patient = asked(slow)) {
            await().atMost(PATIENCE).until(() -> metric("recurra_flights", "") > 0);
            send(next, patient);

            assertThat(read(patient, "waits")).startsWith("HTTP/1.1 200");
            assertThat(read(patient, "early")).contains("HTTP/1.1 200");
        }
    }

    /** A client that has had the first event of its stream, and reads no more. */
    private Socket begun(String body) {
        Socket socket = asked(body);
        read(socket, "data: {");
        return socket;
    }

    /** A client that has sent its request, and reads nothing. */
    private Socket asked(String body) {
        URI uri = gateway.uri("/v1/chat/completions");
        try {
            Socket socket = new Socket();
            socket.setReceiveBufferSize(4_096);
            socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
            socket.setSoTimeout((int) PATIENCE.toMillis());
            send(body, socket);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void send(String body, Socket socket) {
        URI uri = gateway.uri("/v1/chat/completions");
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String head =
                """
                POST %s HTTP/1.1\r
                host: %s\r
                authorization: %s\r
                content-type: application/json\r
                content-length: %d\r
                \r
                """
                        .formatted(uri.getPath(), uri.getAuthority(), key, content.length);
        try {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that the client gets until the text has come. */
    private static String read(Socket socket, String until) {
        try {
            StringBuilder read = new StringBuilder();
            InputStream in = socket.getInputStream();
            while (read.indexOf(until) < 0) {
                int next = in.read();
                if (next < 0) {
                    throw new IllegalStateException("The stream ended: " + read);
                }
                read.append((char) next);
            }
            return read.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double metric(String name, String labels) {
        return gateway.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> line.contains(labels))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
