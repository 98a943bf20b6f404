package recurra.gateway.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import recurra.simulator.Simulator;
import recurra.simulator.SimulatorOptions;

class HttpClientsTest {
    private static final Duration AT_MOST = Duration.ofSeconds(20);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final int CALLS = 5;

    @Test
    void idleConnectionsAreClosedWhenTheyAreDue() throws IOException {
        try (Simulator simulator = Simulator.start(SimulatorOptions.defaults())) {
            OkHttpClient client =
                    HttpClients.client(simulator.baseUrl(), CALLS, Duration.ofMillis(300), CONNECT)
                            .build();
            // A closer that slept all the time would miss the second batch, one that stopped too.
            for (int batch = 0; batch < 2; batch++) {
                List<Response> open = new ArrayList<>();
                for (int i = 0; i < CALLS; i++) {
                    open.add(get(client, simulator.baseUrl()));
                }
                assertThat(client.connectionPool().connectionCount()).isEqualTo(CALLS);
                for (Response response : open) {
                    response.close();
                }
                await().atMost(AT_MOST).until(() -> client.connectionPool().connectionCount() == 0);
            }
        }
    }

    @Test
    void connectionsAboveTheMostThatAreKeptAreClosed() throws IOException {
        try (Simulator simulator = Simulator.start(SimulatorOptions.defaults())) {
            OkHttpClient client =
                    HttpClients.client(simulator.baseUrl(), 1, Duration.ofSeconds(3), CONNECT)
                            .build();
            List<Response> open = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                open.add(get(client, simulator.baseUrl()));
            }
            for (Response response : open) {
                response.close();
            }
            await().atMost(AT_MOST).until(() -> client.connectionPool().connectionCount() <= 1);
        }
    }

    @Test
    void aTimeoutShorterThanTheWatchdogsPaceIsKept() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            URI uri = URI.create("http://127.0.0.1:" + silent.getLocalPort());
            OkHttpClient client =
                    HttpClients.client(uri, 1, CONNECT).callTimeout(Duration.ofMillis(50)).build();
            for (int i = 0; i < CALLS; i++) {
                assertThatThrownBy(() -> get(client, uri))
                        .isInstanceOf(InterruptedIOException.class);
            }
        }
    }

    private static Response get(OkHttpClient client, URI server) throws IOException {
        return client.newCall(new Request.Builder().url(server + "/models").build()).execute();
    }
}
