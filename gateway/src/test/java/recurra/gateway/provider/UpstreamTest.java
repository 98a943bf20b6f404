package recurra.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import recurra.config.Secret;
import recurra.gateway.cachecontrol.RoutePolicy;
import recurra.gateway.error.ErrorCode;
import recurra.gateway.error.GatewayException;
import recurra.gateway.provider.timeout.LearnedTimeouts;
import recurra.simulator.Simulator;
import recurra.simulator.SimulatorOptions;

/** What no client can bring about: whoever asks is gone, or out of time. */
class UpstreamTest {
    private static final byte[] BODY =
            "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}"
                    .getBytes(StandardCharsets.UTF_8);

    @TempDir private Path data;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Simulator first = Simulator.start(SimulatorOptions.defaults());
    private final Simulator second = Simulator.start(SimulatorOptions.defaults());
    private final Provider firstProvider = provider("first", first);
    private final Provider secondProvider = provider("second", second);
    private final Route route =
            new Route(
                    List.of(
                            new Target(firstProvider, "gpt-4o-mini", false),
                            new Target(secondProvider, "gpt-4o-mini", false)),
                    RoutePolicy.DEFAULTS);
    private LearnedTimeouts timeouts;

    @BeforeEach
    void open() {
        timeouts = LearnedTimeouts.in(data, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        timeouts.close();
        firstProvider.close();
        secondProvider.close();
        first.close();
        second.close();
    }

    @Test
    void whoeverIsInterruptedAsksNobodyElse() throws InterruptedException {
        Upstream upstream = upstream(Duration.ofMinutes(1));
        first.fail("hang", 1);
        AtomicReference<Throwable> end = new AtomicReference<>();
        Thread asker = Thread.ofVirtual().start(() -> end.set(catchThrowable(() -> ask(upstream))));
        await().until(() -> first.stats().chatCalls() == 1);

        asker.interrupt();
        asker.join();

        assertThat(end.get()).isInstanceOf(GatewayException.class);
        assertThat(second.stats().chatCalls()).isZero();
        assertThat(firstProvider.health().value()).isEqualTo(1);
        try (Exchange exchange = ask(upstream)) {
            assertThat(exchange.provider()).isSameAs(firstProvider);
        }
    }

    @Test
    void nobodyIsAskedAfterTheDeadline() {
        Upstream upstream = upstream(Duration.ofMillis(300));
        first.fail("hang", 1);

        assertThat(catchThrowable(() -> ask(upstream)))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.UPSTREAM_TIMEOUT));
        assertThat(second.stats().chatCalls()).isZero();
    }

    private Upstream upstream(Duration deadline) {
        return new Upstream(
                new UpstreamSettings(
                        1,
                        deadline,
                        Duration.ofSeconds(5),
                        true,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10)),
                timeouts,
                Clock.systemUTC(),
                meters);
    }

    private Exchange ask(Upstream upstream) {
        return upstream.ask(route, "/chat/completions", false, _ -> BODY, Map.of(), null);
    }

    private Provider provider(String name, Simulator simulator) {
        return new Provider(
                new ProviderSettings(
                        name,
                        URI.create(simulator.baseUrl().toString()),
                        Secret.of(""),
                        List.of(),
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(2),
                        true,
                        true,
                        10,
                        Duration.ZERO),
                meters);
    }
}
