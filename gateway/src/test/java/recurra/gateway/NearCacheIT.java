package recurra.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static recurra.gateway.Chats.ask;
import static recurra.gateway.Chats.header;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import recurra.matching.ExactKey;
import recurra.matching.Sha256;
import recurra.matching.TenantId;
import recurra.matching.request.ChatRequest;
import recurra.matching.request.RequestLimits;
import recurra.simulator.Simulator;
import recurra.simulator.SimulatorOptions;
import recurra.store.exact.redis.RedisExactCache;
import recurra.store.exact.redis.RedisSettings;
import recurra.testing.TestRedis;

/** Two gateways keep near what Redis said, and neither serves what is there no longer. */
class NearCacheIT {
    private static final TenantId ACME = new TenantId("acme");
    private static final Duration PROMISE = Duration.ofMillis(100);
    private static final Pattern HITS =
            Pattern.compile("recurra_near_lookups_total\\{outcome=\"hit\"} (\\S+)");

    @TempDir private Path data;
    private TestRedis redis;
    private Simulator simulator;
    private List<GatewayServer> gateways;

    @BeforeEach
    void start() throws Exception {
        redis = TestRedis.fresh();
        simulator = Simulator.start(SimulatorOptions.defaults());
        Path keys = data.resolve("keys.yaml");
        Files.writeString(
                keys,
                "keys:\n  - {sha256: %s, tenant: %s}\n"
                        .formatted(Sha256.hex("rk-1"), ACME.value()));
        gateways = List.of(gateway("one", keys), gateway("two", keys));
        gateways.forEach(gateway -> gateway.awaitPart("redis"));
    }

    @AfterEach
    void stop() {
        gateways.forEach(GatewayServer::close);
        simulator.close();
        redis.close();
    }

    @Test
    void anAnswerThatWasDeletedIsServedByNobody() throws Exception {
        String body = ask("near?");
        chat(gateways.getFirst(), body);
        gateways.forEach(gateway -> awaitNear(gateway, body));

        remove(body);
        await().pollDelay(PROMISE).until(() -> true);

        long before = simulator.stats().chatCalls();
        for (GatewayServer gateway : gateways) {
            assertThat(
                            header(
                                    gateway.chat(
                                            body,
                                            "authorization",
                                            "Bearer rk-1",
                                            "x-cache-store",
                                            "false"),
                                    "x-cache-hit"))
                    .isEqualTo("false");
        }
        assertThat(simulator.stats().chatCalls() - before).isEqualTo(gateways.size());
    }

    @Test
    void aRefreshedAnswerIsServedByBoth() {
        String body = ask("refreshed?");
        chat(gateways.getFirst(), body);
        gateways.forEach(gateway -> awaitNear(gateway, body));
        String first = Chats.content(chat(gateways.getLast(), body));

        simulator.fail("words=7", 1);
        String second = Chats.content(chat(gateways.getFirst(), body, "cache-control", "no-cache"));
        assertThat(second).isNotEqualTo(first);

        assertThat(Chats.content(chat(gateways.getFirst(), body))).isEqualTo(second);
        await().untilAsserted(() ->
                assertThat(Chats.content(chat(gateways.getLast(), body))).isEqualTo(second));
    }

    @Test
    void aFrozenRedisIsMissedAtOnce() {
        String body = ask("frozen?");
        chat(gateways.getFirst(), body);
        awaitNear(gateways.getFirst(), body);

        redis.freeze();
        await().pollDelay(PROMISE).until(() -> true);
        HttpResponse<String> degraded = chat(gateways.getFirst(), body);

        assertThat(header(degraded, "x-cache-hit")).isEqualTo("false");
        assertThat(header(degraded, "x-cache-degraded-reason")).contains("redis_");
        redis.thaw();
    }

    /** As the indexer does when an entry is deleted. */
    private void remove(String body) throws Exception {
        ExactKey key =
                ChatRequest.parse(body.getBytes(StandardCharsets.UTF_8), RequestLimits.DEFAULTS)
                        .exactKey();
        try (RedisExactCache indexer =
                new RedisExactCache(
                        new RedisSettings(
                                redis.url(),
                                Duration.ofSeconds(5),
                                RedisSettings.DEFAULT_MAX_TTL,
                                RedisSettings.DEFAULT_MAX_VALUE,
                                RedisSettings.NOTHING_NEAR),
                        Clock.systemUTC(),
                        new SimpleMeterRegistry())) {
            indexer.remove(ACME, key, Instant.now());
        }
    }

    private GatewayServer gateway(String name, Path keys) {
        return new GatewayServer.Options(data.resolve(name))
                .with(simulator)
                .with(redis)
                .with("recurra.keys.file", keys.toString())
                .with("recurra.providers.default.api-key", "sk-provider")
                .start();
    }

    /** Asks until the answer comes from the gateway's own memory. */
    private static void awaitNear(GatewayServer gateway, String body) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> {
                    double hits = hits(gateway);
                    assertThat(header(chat(gateway, body), "x-cache-match")).isEqualTo("exact");
                    assertThat(hits(gateway)).isGreaterThan(hits);
                });
    }

    private static double hits(GatewayServer gateway) {
        Matcher hits = HITS.matcher(gateway.get("/metrics").body());
        return hits.find() ? Double.parseDouble(hits.group(1)) : 0;
    }

    private static HttpResponse<String> chat(
            GatewayServer gateway, String body, String... headers) {
        String[] all = new String[headers.length + 2];
        all[0] = "authorization";
        all[1] = "Bearer rk-1";
        System.arraycopy(headers, 0, all, 2, headers.length);
        return gateway.chat(body, all);
    }
}
