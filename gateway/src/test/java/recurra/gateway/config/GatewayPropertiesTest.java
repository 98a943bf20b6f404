package recurra.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;
import recurra.config.Secret;
import recurra.gateway.cachecontrol.ReplayMode;
import recurra.matching.request.QuestionKind;
import recurra.matching.request.SlotKind;

class GatewayPropertiesTest {
    @Test
    void defaults() {
        assertThat(bind(Map.of()))
                .isEqualTo(
                        new GatewayProperties(
                                Path.of(".recurra"),
                                Secret.of(""),
                                "",
                                new GatewayProperties.Keys(""),
                                Map.of(),
                                Map.of(),
                                new GatewayProperties.Upstream(
                                        1,
                                        Duration.ofMinutes(10),
                                        Duration.ofSeconds(5),
                                        true,
                                        Duration.ofSeconds(2),
                                        Duration.ofSeconds(10),
                                        Duration.ofSeconds(20)),
                                new GatewayProperties.Limits(
                                        8_000,
                                        DataSize.ofBytes(0),
                                        DataSize.ofMegabytes(10),
                                        100,
                                        10_000,
                                        DataSize.ofMegabytes(8),
                                        DataSize.ofMegabytes(16)),
                                new GatewayProperties.Cache(
                                        Duration.ofDays(30),
                                        ReplayMode.NATURAL,
                                        Duration.ofMillis(1500)),
                                new GatewayProperties.Join(
                                        GatewayProperties.Deserted.END,
                                        Duration.ofSeconds(15),
                                        true,
                                        Duration.ofSeconds(2)),
                                new GatewayProperties.Template(
                                        true,
                                        GatewayProperties.IndexKind.AUTO,
                                        Duration.ofMillis(100),
                                        5,
                                        64,
                                        5_000),
                                new GatewayProperties.Redis(
                                        "redis://127.0.0.1:6379",
                                        Duration.ofMillis(200),
                                        DataSize.ofMegabytes(64)),
                                new GatewayProperties.Postgres(
                                        "jdbc:postgresql://127.0.0.1:5432/postgres",
                                        "postgres",
                                        Secret.of(""),
                                        Duration.ofMillis(100),
                                        8),
                                new GatewayProperties.Embedder(
                                        "http://127.0.0.1:8082", Duration.ofSeconds(30)),
                                new GatewayProperties.Kafka("127.0.0.1:9092", 6, (short) 1),
                                new GatewayProperties.Publish(
                                        10_000,
                                        DataSize.ofMegabytes(64),
                                        DataSize.ofGigabytes(1),
                                        Duration.ofSeconds(10)),
                                new GatewayProperties.WriteBehind(
                                        10_000, DataSize.ofMegabytes(64), 4),
                                new GatewayProperties.Pricing("", Map.of())));
    }

    @Test
    void everyProperty() {
        Map<String, String> properties =
                Map.ofEntries(
                        Map.entry("recurra.data", "/data"),
                        Map.entry("recurra.tenant-secret", "t"),
                        Map.entry("recurra.schema-registry-url", "http://registry"),
                        Map.entry("recurra.keys.file", "/keys"),
                        Map.entry("recurra.providers.p.base-url", "http://p/v1"),
                        Map.entry("recurra.providers.p.api-key", "sk"),
                        Map.entry("recurra.providers.p.models", "a,b-*"),
                        Map.entry("recurra.providers.p.connect-timeout", "1s"),
                        Map.entry("recurra.providers.p.first-byte-timeout", "2s"),
                        Map.entry("recurra.providers.p.idle-timeout", "3s"),
                        Map.entry("recurra.providers.p.stream-usage", "false"),
                        Map.entry("recurra.providers.p.check-models", "false"),
                        Map.entry("recurra.providers.p.concurrency", "70"),
                        Map.entry("recurra.upstream.retries", "2"),
                        Map.entry("recurra.upstream.deadline", "71s"),
                        Map.entry("recurra.upstream.pause", "72s"),
                        Map.entry("recurra.upstream.adaptive-timeouts", "false"),
                        Map.entry("recurra.upstream.first-token-floor", "73s"),
                        Map.entry("recurra.upstream.silence-floor", "74s"),
                        Map.entry("recurra.upstream.probe-interval", "75s"),
                        Map.entry("recurra.routes.r.models", "c,d-*"),
                        Map.entry("recurra.routes.r.chain[0].provider", "p"),
                        Map.entry("recurra.routes.r.chain[0].model", "e"),
                        Map.entry("recurra.routes.r.replay", "instant"),
                        Map.entry("recurra.routes.r.template", "false"),
                        Map.entry("recurra.routes.r.kept-apart", "opening hours,acme"),
                        Map.entry("recurra.routes.r.volatile-slots", "identifier,timestamp"),
                        Map.entry("recurra.routes.r.also-compared", "personal,acting"),
                        Map.entry("recurra.limits.concurrent-requests", "76"),
                        Map.entry("recurra.limits.memory", "77MB"),
                        Map.entry("recurra.limits.request-body", "1MB"),
                        Map.entry("recurra.limits.request-depth", "10"),
                        Map.entry("recurra.limits.request-messages", "11"),
                        Map.entry("recurra.limits.recording", "2MB"),
                        Map.entry("recurra.limits.event", "3MB"),
                        Map.entry("recurra.cache.ttl", "1h"),
                        Map.entry("recurra.cache.replay", "recorded"),
                        Map.entry("recurra.cache.replay-limit", "3s"),
                        Map.entry("recurra.join.deserted", "finish"),
                        Map.entry("recurra.join.keep-alive", "4s"),
                        Map.entry("recurra.join.across-gateways", "false"),
                        Map.entry("recurra.join.lease", "5s"),
                        Map.entry("recurra.template.enabled", "false"),
                        Map.entry("recurra.template.index", "lucene"),
                        Map.entry("recurra.template.budget", "50ms"),
                        Map.entry("recurra.template.candidates", "3"),
                        Map.entry("recurra.template.concurrency", "9"),
                        Map.entry("recurra.template.exact-scan", "10"),
                        Map.entry("recurra.redis.url", "redis://r"),
                        Map.entry("recurra.redis.near", "16MB"),
                        Map.entry("recurra.redis.timeout", "4ms"),
                        Map.entry("recurra.postgres.url", "jdbc:p"),
                        Map.entry("recurra.postgres.user", "u"),
                        Map.entry("recurra.postgres.password", "w"),
                        Map.entry("recurra.postgres.timeout", "5ms"),
                        Map.entry("recurra.postgres.connections", "6"),
                        Map.entry("recurra.embedder.url", "http://e"),
                        Map.entry("recurra.embedder.timeout", "7ms"),
                        Map.entry("recurra.kafka.bootstrap", "k:1"),
                        Map.entry("recurra.kafka.partitions", "8"),
                        Map.entry("recurra.kafka.replication-factor", "3"),
                        Map.entry("recurra.publish.queue", "12"),
                        Map.entry("recurra.publish.queue-bytes", "4MB"),
                        Map.entry("recurra.publish.spool", "5MB"),
                        Map.entry("recurra.publish.delivery-timeout", "13s"),
                        Map.entry("recurra.write-behind.queue", "14"),
                        Map.entry("recurra.write-behind.queue-bytes", "6MB"),
                        Map.entry("recurra.write-behind.workers", "2"),
                        Map.entry("recurra.pricing.file", "/prices"),
                        Map.entry("recurra.pricing.models[m.1].prompt-usd-per-million", "1"),
                        Map.entry("recurra.pricing.models[m.1].completion-usd-per-million", "2"),
                        Map.entry("recurra.pricing.models[m.1].cached-usd-per-million", "0.5"));

        assertThat(bind(properties))
                .isEqualTo(
                        new GatewayProperties(
                                Path.of("/data"),
                                Secret.of("t"),
                                "http://registry",
                                new GatewayProperties.Keys("/keys"),
                                Map.of(
                                        "p",
                                        new GatewayProperties.Provider(
                                                "http://p/v1",
                                                Secret.of("sk"),
                                                List.of("a", "b-*"),
                                                Duration.ofSeconds(1),
                                                Duration.ofSeconds(2),
                                                Duration.ofSeconds(3),
                                                false,
                                                false,
                                                70)),
                                Map.of(
                                        "r",
                                        new GatewayProperties.Route(
                                                List.of("c", "d-*"),
                                                List.of(new GatewayProperties.Step("p", "e")),
                                                ReplayMode.INSTANT,
                                                false,
                                                List.of("opening hours", "acme"),
                                                List.of(SlotKind.IDENTIFIER, SlotKind.TIMESTAMP),
                                                List.of(
                                                        QuestionKind.PERSONAL,
                                                        QuestionKind.ACTING))),
                                new GatewayProperties.Upstream(
                                        2,
                                        Duration.ofSeconds(71),
                                        Duration.ofSeconds(72),
                                        false,
                                        Duration.ofSeconds(73),
                                        Duration.ofSeconds(74),
                                        Duration.ofSeconds(75)),
                                new GatewayProperties.Limits(
                                        76,
                                        DataSize.ofMegabytes(77),
                                        DataSize.ofMegabytes(1),
                                        10,
                                        11,
                                        DataSize.ofMegabytes(2),
                                        DataSize.ofMegabytes(3)),
                                new GatewayProperties.Cache(
                                        Duration.ofHours(1),
                                        ReplayMode.RECORDED,
                                        Duration.ofSeconds(3)),
                                new GatewayProperties.Join(
                                        GatewayProperties.Deserted.FINISH,
                                        Duration.ofSeconds(4),
                                        false,
                                        Duration.ofSeconds(5)),
                                new GatewayProperties.Template(
                                        false,
                                        GatewayProperties.IndexKind.LUCENE,
                                        Duration.ofMillis(50),
                                        3,
                                        9,
                                        10),
                                new GatewayProperties.Redis(
                                        "redis://r",
                                        Duration.ofMillis(4),
                                        DataSize.ofMegabytes(16)),
                                new GatewayProperties.Postgres(
                                        "jdbc:p", "u", Secret.of("w"), Duration.ofMillis(5), 6),
                                new GatewayProperties.Embedder("http://e", Duration.ofMillis(7)),
                                new GatewayProperties.Kafka("k:1", 8, (short) 3),
                                new GatewayProperties.Publish(
                                        12,
                                        DataSize.ofMegabytes(4),
                                        DataSize.ofMegabytes(5),
                                        Duration.ofSeconds(13)),
                                new GatewayProperties.WriteBehind(14, DataSize.ofMegabytes(6), 2),
                                new GatewayProperties.Pricing(
                                        "/prices",
                                        Map.of(
                                                "m.1",
                                                new GatewayProperties.Price(
                                                        BigDecimal.ONE,
                                                        BigDecimal.TWO,
                                                        new BigDecimal("0.5"))))));
    }

    private static GatewayProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("recurra", GatewayProperties.class);
    }
}
