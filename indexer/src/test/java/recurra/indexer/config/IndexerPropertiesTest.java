package recurra.indexer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;
import recurra.config.Secret;
import recurra.indexer.config.IndexerProperties.Kafka;
import recurra.indexer.config.IndexerProperties.Postgres;
import recurra.indexer.config.IndexerProperties.Purge;
import recurra.indexer.config.IndexerProperties.Redis;
import recurra.indexer.config.IndexerProperties.Replay;
import recurra.indexer.config.IndexerProperties.TemplateIndexKind;
import recurra.schemas.RegistrySettings;

@ExtendWith(OutputCaptureExtension.class)
class IndexerPropertiesTest {
    private static final IndexerProperties DEFAULTS =
            new IndexerProperties(
                    Path.of(".recurra"),
                    Secret.of(""),
                    TemplateIndexKind.AUTO,
                    null,
                    RegistrySettings.APICURIO_SERIALIZER,
                    RegistrySettings.APICURIO_DESERIALIZER,
                    Duration.ofMinutes(2),
                    new Kafka(
                            "127.0.0.1:9092",
                            2,
                            6,
                            (short) 1,
                            Duration.ofDays(30),
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(30)),
                    new Postgres(
                            "jdbc:postgresql://127.0.0.1:5432/recurra",
                            "recurra",
                            Secret.of(""),
                            16),
                    new Redis(
                            "redis://127.0.0.1:6379",
                            Duration.ofSeconds(2),
                            Duration.ofDays(30),
                            DataSize.ofMegabytes(8)),
                    new Replay(4),
                    new Purge(
                            Duration.ofMinutes(10),
                            100_000,
                            Duration.ofDays(30),
                            Duration.ofDays(14)));

    private static final Map<String, String> EVERYTHING =
            Map.ofEntries(
                    Map.entry("recurra.data", "/data"),
                    Map.entry("recurra.admin-token", "s3cret"),
                    Map.entry("recurra.template-index", "lucene"),
                    Map.entry("recurra.schema-registry-url", "http://registry/apis"),
                    Map.entry("recurra.schema-registry-serializer", "example.Serializer"),
                    Map.entry("recurra.schema-registry-deserializer", "example.Deserializer"),
                    Map.entry("recurra.start-timeout", "3s"),
                    Map.entry("recurra.kafka.bootstrap", "kafka:1"),
                    Map.entry("recurra.kafka.concurrency", "3"),
                    Map.entry("recurra.kafka.partitions", "12"),
                    Map.entry("recurra.kafka.replication-factor", "3"),
                    Map.entry("recurra.kafka.requests-retention", "7d"),
                    Map.entry("recurra.kafka.retry-wait", "2s"),
                    Map.entry("recurra.kafka.longest-retry-wait", "4s"),
                    Map.entry("recurra.postgres.url", "jdbc:postgresql://db/x"),
                    Map.entry("recurra.postgres.user", "u"),
                    Map.entry("recurra.postgres.password", "p"),
                    Map.entry("recurra.postgres.connections", "5"),
                    Map.entry("recurra.redis.url", "redis://r"),
                    Map.entry("recurra.redis.deadline", "1s"),
                    Map.entry("recurra.redis.max-ttl", "1h"),
                    Map.entry("recurra.redis.max-value", "1MB"),
                    Map.entry("recurra.replay.partitions", "8"),
                    Map.entry("recurra.purge.interval", "1m"),
                    Map.entry("recurra.purge.entries-per-round", "9"),
                    Map.entry("recurra.purge.served-requests", "2d"),
                    Map.entry("recurra.purge.processed-events", "3d"));

    @Test
    void hasDefaults() {
        assertThat(bound()).isEqualTo(DEFAULTS);
    }

    /** The file that the service brings says the same as the defaults of the records. */
    @Test
    void hasTheSameDefaultsInItsFile() {
        assertThat(bound("spring.config.name=indexer")).isEqualTo(DEFAULTS);
    }

    @Test
    void takesEveryProperty() {
        assertThat(
                        bound(
                                EVERYTHING.entrySet().stream()
                                        .map(e -> e.getKey() + "=" + e.getValue())
                                        .toArray(String[]::new)))
                .isEqualTo(
                        new IndexerProperties(
                                Path.of("/data"),
                                Secret.of("s3cret"),
                                TemplateIndexKind.LUCENE,
                                URI.create("http://registry/apis"),
                                "example.Serializer",
                                "example.Deserializer",
                                Duration.ofSeconds(3),
                                new Kafka(
                                        "kafka:1",
                                        3,
                                        12,
                                        (short) 3,
                                        Duration.ofDays(7),
                                        Duration.ofSeconds(2),
                                        Duration.ofSeconds(4)),
                                new Postgres("jdbc:postgresql://db/x", "u", Secret.of("p"), 5),
                                new Redis(
                                        "redis://r",
                                        Duration.ofSeconds(1),
                                        Duration.ofHours(1),
                                        DataSize.ofMegabytes(1)),
                                new Replay(8),
                                new Purge(
                                        Duration.ofMinutes(1),
                                        9,
                                        Duration.ofDays(2),
                                        Duration.ofDays(3))));
    }

    @Test
    void namesTheNearestPropertyToATypo(CapturedOutput output) {
        assertThat(catchThrowable(() -> bound("recurra.kafka.concurency=3"))).isNotNull();
        assertThat(output)
                .contains("There is no property 'recurra.kafka.concurency'")
                .contains("Did you mean 'recurra.kafka.concurrency'?");
    }

    @Test
    void refusesWhatIsOutOfRange() {
        assertThat(catchThrowable(() -> bound("recurra.kafka.concurrency=0"))).isNotNull();
        assertThat(catchThrowable(() -> bound("recurra.purge.interval=0ms"))).isNotNull();
        assertThat(catchThrowable(() -> bound("recurra.postgres.url="))).isNotNull();
    }

    @Test
    void showsNoSecret() {
        assertThat(bound("recurra.postgres.password=hidden", "recurra.redis.url=redis://:hidden@r"))
                .asString()
                .doesNotContain("hidden");
    }

    private static IndexerProperties bound(String... properties) {
        String[] arguments =
                Stream.of(properties).map(property -> "--" + property).toArray(String[]::new);
        try (ConfigurableApplicationContext context =
                new SpringApplicationBuilder(Bound.class)
                        .properties("spring.config.name=none")
                        .web(WebApplicationType.NONE)
                        .run(arguments)) {
            return context.getBean(IndexerProperties.class);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(IndexerProperties.class)
    static class Bound {}
}
