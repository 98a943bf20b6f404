package recurra.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static recurra.gateway.Chats.ask;
import static recurra.gateway.Chats.header;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import recurra.simulator.Simulator;
import recurra.simulator.SimulatorOptions;
import recurra.testing.TestRedis;

/**
 * Redis goes away and comes back: clients get their answers, and are told what they did without.
 */
class DegradedIT {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir private Path data;
    private TestRedis redis;
    private Simulator simulator;
    private GatewayServer gateway;

    @BeforeEach
    void start() {
        redis = TestRedis.fresh();
        simulator = Simulator.start(SimulatorOptions.defaults());
        gateway = new GatewayServer.Options(data).with(simulator).with(redis).start();
        gateway.awaitPart("redis");
    }

    @AfterEach
    void stop() {
        gateway.close();
        simulator.close();
        redis.close();
    }

    @Test
    void frozen() {
        String body = ask("frozen");
        gateway.chat(body);
        assertThat(header(gateway.chat(body), "x-cache-match")).isEqualTo("exact");

        redis.freeze();
        HttpResponse<String> first = gateway.chat(ask("while frozen"));
        for (int i = 0; i < 20; i++) {
            assertThat(gateway.chat(ask("while frozen " + i)).statusCode()).isEqualTo(200);
        }
        HttpResponse<String> later = gateway.chat(ask("still frozen"));

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(header(first, "x-cache-degraded")).isEqualTo("true");
        assertThat(header(first, "x-cache-degraded-reason")).contains("redis_timeout");
        assertThat(header(later, "x-cache-degraded-reason")).contains("redis_circuit_open");
        assertThat(gateway.get("/metrics").body())
                .contains("recurra_degraded_total{part=\"redis\",reason=\"timeout\"}")
                .contains("recurra_degraded_total{part=\"redis\",reason=\"circuit_open\"}");
        await().atMost(LONG)
                .until(() -> gateway.get("/readyz").body().contains("\"redis\":\"down\""));
        assertThat(gateway.get("/readyz").statusCode()).isEqualTo(200);

        redis.thaw();
        await().atMost(LONG)
                .until(() -> header(gateway.chat(body), "x-cache-match").equals("exact"));
    }

    @Test
    void stoppedAndStarted() {
        redis.stop();
        HttpResponse<String> without = gateway.chat(ask("without"));

        assertThat(without.statusCode()).isEqualTo(200);
        assertThat(header(without, "x-cache-degraded")).isEqualTo("true");
        assertThat(header(without, "x-cache-degraded-reason")).contains("redis_");

        redis.start();
        await().atMost(LONG)
                .untilAsserted(() -> {
                    gateway.chat(ask("with"));
                    HttpResponse<String> hit = gateway.chat(ask("with"));
                    assertThat(header(hit, "x-cache-match")).isEqualTo("exact");
                    assertThat(header(hit, "x-cache-degraded")).isEqualTo("absent");
                });
    }
}
