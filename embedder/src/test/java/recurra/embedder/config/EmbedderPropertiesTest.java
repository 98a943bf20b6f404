package recurra.embedder.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;
import recurra.config.Secret;
import recurra.embedder.config.EmbedderProperties.Http;
import recurra.embedder.config.EmbedderProperties.Kafka;
import recurra.embedder.config.EmbedderProperties.Kind;
import recurra.embedder.config.EmbedderProperties.Model;
import recurra.embedder.config.EmbedderProperties.Onnx;
import recurra.embedder.config.EmbedderProperties.Requests;
import recurra.embedder.model.onnx.Pooling;

@ExtendWith(OutputCaptureExtension.class)
class EmbedderPropertiesTest {
    @Test
    void hasDefaultsForEverything() {
        assertThat(bind())
                .isEqualTo(
                        new EmbedderProperties(
                                Path.of(".recurra"),
                                "",
                                new Kafka("127.0.0.1:9092", 1),
                                new Model(
                                        Kind.ONNX,
                                        new Onnx(
                                                null,
                                                "e5-small-v2",
                                                "query: ",
                                                Pooling.MEAN,
                                                512,
                                                0,
                                                1024,
                                                4,
                                                128,
                                                Duration.ofSeconds(10)),
                                        new Http(
                                                null,
                                                Secret.of(""),
                                                null,
                                                "1",
                                                "",
                                                32,
                                                Duration.ofSeconds(10))),
                                new Requests(256, 32_768, DataSize.ofMegabytes(2))));
    }

    @Test
    void takesEveryProperty() {
        assertThat(
                        bind(
                                "recurra.data=/data",
                                "recurra.schema-registry-url=http://registry",
                                "recurra.kafka.bootstrap=kafka:9092",
                                "recurra.kafka.concurrency=3",
                                "recurra.model.kind=http",
                                "recurra.model.onnx.path=/model",
                                "recurra.model.onnx.name=mine",
                                "recurra.model.onnx.prefix=passage: ",
                                "recurra.model.onnx.pooling=first",
                                "recurra.model.onnx.max-tokens=256",
                                "recurra.model.onnx.threads=4",
                                "recurra.model.onnx.queue=99",
                                "recurra.model.onnx.max-batch=2",
                                "recurra.model.onnx.max-batch-tokens=64",
                                "recurra.model.onnx.deadline=2s",
                                "recurra.model.http.base-url=https://models.example/v1",
                                "recurra.model.http.api-key=sk-1",
                                "recurra.model.http.model=text-embedding-3-small",
                                "recurra.model.http.version=2",
                                "recurra.model.http.prefix=q: ",
                                "recurra.model.http.calls=7",
                                "recurra.model.http.deadline=3s",
                                "recurra.requests.max-inputs=5",
                                "recurra.requests.max-characters=600",
                                "recurra.requests.max-body=1MB"))
                .isEqualTo(
                        new EmbedderProperties(
                                Path.of("/data"),
                                "http://registry",
                                new Kafka("kafka:9092", 3),
                                new Model(
                                        Kind.HTTP,
                                        new Onnx(
                                                Path.of("/model"),
                                                "mine",
                                                "passage: ",
                                                Pooling.FIRST,
                                                256,
                                                4,
                                                99,
                                                2,
                                                64,
                                                Duration.ofSeconds(2)),
                                        new Http(
                                                URI.create("https://models.example/v1"),
                                                Secret.of("sk-1"),
                                                "text-embedding-3-small",
                                                "2",
                                                "q: ",
                                                7,
                                                Duration.ofSeconds(3))),
                                new Requests(5, 600, DataSize.ofMegabytes(1))));
    }

    @Test
    void namesTheNearestProperty(CapturedOutput output) {
        assertThatThrownBy(() -> bind("recurra.model.onnx.treads=2")).isNotNull();
        assertThat(output)
                .contains("There is no property 'recurra.model.onnx.treads'")
                .contains("Did you mean 'recurra.model.onnx.threads'?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "recurra.kafka.concurrency=0",
                "recurra.kafka.bootstrap=",
                "recurra.model.onnx.threads=-1",
                "recurra.model.onnx.max-batch=0",
                "recurra.model.onnx.deadline=0s",
                "recurra.requests.max-inputs=0",
            })
    void refusesValuesOutOfBounds(String property, CapturedOutput output) {
        assertThatThrownBy(() -> bind(property)).isNotNull();
        assertThat(output).contains("Reason: must ");
    }

    @Test
    void showsNoSecret() {
        assertThat(bind("recurra.model.http.api-key=sk-1")).asString().doesNotContain("sk-1");
    }

    private static EmbedderProperties bind(String... properties) {
        try (ConfigurableApplicationContext context =
                new SpringApplicationBuilder(Bound.class)
                        .web(WebApplicationType.NONE)
                        .bannerMode(Banner.Mode.OFF)
                        .properties("spring.config.name=none")
                        .run(Arrays.stream(properties).map("--"::concat).toArray(String[]::new))) {
            return context.getBean(EmbedderProperties.class);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(EmbedderProperties.class)
    static class Bound {}
}
