package recurra.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadGeneratorTest {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<String> received = ConcurrentHashMap.newKeySet();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/length", exchange -> answer(exchange, 200, 4));
        server.createContext("/chunks", exchange -> answer(exchange, 200, 0));
        server.createContext("/error", exchange -> answer(exchange, 500, 4));
        server.createContext(
                "/slow",
                exchange -> {
                    synchronized (this) {
                        pause(Duration.ofMillis(100));
                    }
                    answer(exchange, 200, 4);
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.close();
    }

    @Test
    void sendsEveryRequestOfTheScheduleOnce() {
        Outcome outcome = LoadGenerator.atRate(target("/length"), 200, Duration.ofMillis(500), 4);

        assertThat(outcome.lastByte().getTotalCount()).isEqualTo(100);
        assertThat(outcome.failed()).isZero();
        assertThat(received).hasSize(100);
    }

    @Test
    void countsWhatIsNotValidAsFailed() {
        Outcome outcome = LoadGenerator.atRate(target("/error"), 100, Duration.ofMillis(200), 2);

        assertThat(outcome.failed()).isEqualTo(20);
        assertThat(outcome.lastByte().getTotalCount()).isZero();
    }

    @Test
    void theWaitForABusyServerCounts() {
        // Twenty requests that are due within 0.2 s, and take 2 s one after the other.
        Outcome outcome = LoadGenerator.atRate(target("/slow"), 100, Duration.ofMillis(200), 1);

        assertThat(outcome.lastByte().getTotalCount()).isEqualTo(20);
        // The client alone sees 100 ms each; those who waited for it, up to 1.8 s.
        assertThat(Outcome.millis(outcome.lastByte(), 1)).isGreaterThan(1_500);
        assertThat(Outcome.millis(outcome.late(), 1)).isGreaterThan(1_400);
    }

    @Test
    void aServerThatIsNotThereFailsEveryRequest() {
        LoadGenerator.Target nobody = new LoadGenerator.Target(_ -> Call.of(1, "/", ""), _ -> true);

        assertThat(LoadGenerator.atRate(nobody, 100, Duration.ofMillis(100), 2).failed())
                .isEqualTo(10);
    }

    @Test
    void flatOutGoesOnUntilTheTimeIsOver() {
        Outcome outcome = LoadGenerator.flatOut(target("/length"), Duration.ofMillis(300), 2);

        assertThat(outcome.lastByte().getTotalCount()).isGreaterThan(2);
        assertThat(outcome.perSecond()).isPositive();
        assertThat(outcome.failed()).isZero();
    }

    @Test
    void readsBodiesOfKnownLengthAndInChunks() throws IOException {
        try (HttpConnection connection = new HttpConnection(Duration.ofSeconds(5))) {
            for (String path : new String[] {"/length", "/chunks", "/length"}) {
                Reply reply = connection.send(call(path));

                assertThat(reply.status()).isEqualTo(200);
                assertThat(reply.bytes()).isEqualTo(4);
                assertThat(reply.end()).isEqualTo("done");
                assertThat(reply.header("X-Mark")).contains("yes");
                assertThat(reply.lastByteNanos()).isGreaterThanOrEqualTo(reply.firstByteNanos());
            }
        }
    }

    @Test
    void aStreamIsWholeWhenItSaysSo() {
        Reply whole = new Reply(200, "", 0, 0, 20, "}\n\ndata: [DONE]\n\n");
        Reply broken = new Reply(200, "", 0, 0, 20, "data: {\"error\"}\n\n");

        assertThat(whole.isWholeStream()).isTrue();
        assertThat(broken.isWholeStream()).isFalse();
    }

    @Test
    void aMatchIsReadFromItsHeader() {
        Reply reply = new Reply(200, "HTTP/1.1 200 \r\nX-Cache-Match: exact\r\n\r\n", 0, 0, 1, "");

        assertThat(reply.isMatch("exact")).isTrue();
        assertThat(reply.isMatch("template")).isFalse();
    }

    private LoadGenerator.Target target(String path) {
        return new LoadGenerator.Target(
                number -> Call.of(server.getAddress().getPort(), path, "request " + number),
                reply -> reply.status() == 200);
    }

    private Call call(String path) {
        return Call.of(server.getAddress().getPort(), path, "request");
    }

    private void answer(HttpExchange exchange, int status, long length) throws IOException {
        try (exchange) {
            received.add(
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.getResponseHeaders().set("x-mark", "yes");
            exchange.sendResponseHeaders(status, length);
            exchange.getResponseBody().write("do".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            exchange.getResponseBody().write("ne".getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
