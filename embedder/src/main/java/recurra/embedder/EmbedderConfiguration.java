package recurra.embedder;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import recurra.config.InvalidConfigurationException;
import recurra.embedder.config.EmbedderProperties;
import recurra.embedder.embeddings.EmbeddingRequestReader;
import recurra.embedder.fingerprint.FingerprintConsumer;
import recurra.embedder.fingerprint.KafkaSettings;
import recurra.embedder.model.EmbeddingModel;
import recurra.embedder.model.RecentFingerprints;
import recurra.embedder.model.http.HttpEmbeddingModel;
import recurra.embedder.model.http.HttpSettings;
import recurra.embedder.model.onnx.OnnxEmbeddingModel;
import recurra.embedder.model.onnx.OnnxSettings;
import tools.jackson.databind.json.JsonMapper;

/** Chooses the adapters. */
@Configuration(proxyBeanMethods = false)
class EmbedderConfiguration {
    @Bean
    EmbeddingModel embeddingModel(
            EmbedderProperties properties, JsonMapper json, MeterRegistry meters) {
        return switch (properties.model().kind()) {
            case ONNX -> new OnnxEmbeddingModel(onnx(properties), meters);
            case HTTP -> new HttpEmbeddingModel(http(properties.model().http()), json, meters);
        };
    }

    @Bean
    RecentFingerprints recentFingerprints(MeterRegistry meters) {
        return new RecentFingerprints(meters);
    }

    @Bean
    FingerprintConsumer fingerprintConsumer(
            EmbedderProperties properties,
            EmbeddingModel model,
            RecentFingerprints recent,
            MeterRegistry meters) {
        return new FingerprintConsumer(
                new KafkaSettings(
                        properties.kafka().bootstrap(),
                        properties.schemaRegistryUrl(),
                        properties.kafka().concurrency()),
                model,
                recent,
                Clock.systemUTC(),
                meters);
    }

    @Bean
    EmbeddingRequestReader embeddingRequestReader(
            EmbedderProperties properties, EmbeddingModel model, JsonMapper json) {
        EmbedderProperties.Requests limits = properties.requests();
        return new EmbeddingRequestReader(
                json,
                model.space().model(),
                limits.maxInputs(),
                limits.maxCharacters(),
                Math.toIntExact(limits.maxBody().toBytes()));
    }

    private static OnnxSettings onnx(EmbedderProperties properties) {
        EmbedderProperties.Onnx onnx = properties.model().onnx();
        int cores = Runtime.getRuntime().availableProcessors();
        return new OnnxSettings(
                onnx.name(),
                onnx.path(),
                onnx.prefix(),
                onnx.pooling(),
                onnx.maxTokens(),
                onnx.threads() > 0 ? onnx.threads() : cores,
                onnx.queue(),
                onnx.maxBatch(),
                onnx.maxBatchTokens(),
                onnx.deadline(),
                properties.data().resolve("native"));
    }

    private static HttpSettings http(EmbedderProperties.Http http) {
        return new HttpSettings(
                URI.create(required(http.baseUrl(), "base-url") + "/embeddings"),
                http.apiKey(),
                required(http.model(), "model"),
                http.version(),
                http.prefix(),
                http.calls(),
                http.deadline());
    }

    private static <T> T required(@Nullable T value, String property) {
        if (value == null) {
            throw new InvalidConfigurationException(
                    "recurra.model.kind is http and recurra.model.http."
                            + property
                            + " is not set.",
                    "Set recurra.model.http."
                            + property
                            + ", or recurra.model.kind to onnx for the bundled model.");
        }
        return value;
    }
}
