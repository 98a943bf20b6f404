package recurra.admin.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import recurra.admin.config.AdminProperties.Embedder;
import recurra.admin.config.AdminProperties.Indexer;
import recurra.admin.config.AdminProperties.Kafka;
import recurra.admin.config.AdminProperties.Postgres;
import recurra.admin.config.AdminProperties.TemplateIndexKind;
import recurra.config.Secret;

@ExtendWith(OutputCaptureExtension.class)
class AdminPropertiesTest {
    @Test
    void hasDefaultsForEverything() {
        assertThat(bind())
                .isEqualTo(
                        new AdminProperties(
                                Path.of(".recurra"),
                                Secret.of(""),
                                "",
                                "",
                                TemplateIndexKind.AUTO,
                                new Postgres(
                                        "jdbc:postgresql://127.0.0.1:5432/postgres",
                                        "postgres",
                                        Secret.of(""),
                                        8,
                                        Duration.ofSeconds(10)),
                                new Kafka("127.0.0.1:9092"),
                                new Embedder(
                                        URI.create("http://127.0.0.1:8082"),
                                        Duration.ofSeconds(10)),
                                new Indexer(
                                        URI.create("http://127.0.0.1:8083"),
                                        Duration.ofSeconds(10))));
    }

    @Test
    void takesEveryProperty() {
        assertThat(
                        bind(
                                "recurra.data=/data",
                                "recurra.admin-token=secret",
                                "recurra.admin-token-file=/token",
                                "recurra.schema-registry-url=http://registry",
                                "recurra.template-index=lucene",
                                "recurra.postgres.url=jdbc:postgresql://db/recurra",
                                "recurra.postgres.user=me",
                                "recurra.postgres.password=pw",
                                "recurra.postgres.connections=3",
                                "recurra.postgres.deadline=4s",
                                "recurra.kafka.bootstrap=kafka:9092",
                                "recurra.embedder.url=http://embedder",
                                "recurra.embedder.deadline=5s",
                                "recurra.indexer.url=http://indexer",
                                "recurra.indexer.deadline=6s"))
                .isEqualTo(
                        new AdminProperties(
                                Path.of("/data"),
                                Secret.of("secret"),
                                "/token",
                                "http://registry",
                                TemplateIndexKind.LUCENE,
                                new Postgres(
                                        "jdbc:postgresql://db/recurra",
                                        "me",
                                        Secret.of("pw"),
                                        3,
                                        Duration.ofSeconds(4)),
                                new Kafka("kafka:9092"),
                                new Embedder(URI.create("http://embedder"), Duration.ofSeconds(5)),
                                new Indexer(URI.create("http://indexer"), Duration.ofSeconds(6))));
    }

    @Test
    void takesTheTokenFromItsFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "from-file\n");
        assertThat(bind("recurra.admin-token-file=" + file).token())
                .isEqualTo(Secret.of("from-file"));
        assertThat(bind("recurra.admin-token=direct").token()).isEqualTo(Secret.of("direct"));
    }

    @Test
    void namesTheNearestProperty(CapturedOutput output) {
        assertThatThrownBy(() -> bind("recurra.postgres.conections=2")).isNotNull();
        assertThat(output)
                .contains("There is no property 'recurra.postgres.conections'")
                .contains("Did you mean 'recurra.postgres.connections'?");
    }

    @Test
    void refusesValuesOutOfBounds(CapturedOutput output) {
        assertThatThrownBy(() -> bind("recurra.postgres.deadline=0s")).isNotNull();
        assertThat(output).contains("Reason: must ");
    }

    @Test
    void showsNoSecret() {
        assertThat(bind("recurra.admin-token=hush-1", "recurra.postgres.password=hush-2"))
                .asString()
                .doesNotContain("hush");
    }

    private static AdminProperties bind(String... properties) {
        try (ConfigurableApplicationContext context =
                new SpringApplicationBuilder(Bound.class)
                        .web(WebApplicationType.NONE)
                        .bannerMode(Banner.Mode.OFF)
                        .properties("spring.config.name=none")
                        .run(Arrays.stream(properties).map("--"::concat).toArray(String[]::new))) {
            return context.getBean(AdminProperties.class);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(AdminProperties.class)
    static class Bound {}
}
