package recurra.embedder.config;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;
import recurra.config.Secret;
import recurra.embedder.model.onnx.Pooling;

/**
 * The embedder's configuration.
 *
 * @param data the folder for files that may be deleted at any time
 * @param schemaRegistryUrl where schemas are registered; empty for schemas on the class path
 */
@Validated
@ConfigurationProperties(prefix = "recurra", ignoreUnknownFields = false)
public record EmbedderProperties(
        @DefaultValue(".recurra") Path data,
        @DefaultValue("") String schemaRegistryUrl,
        @DefaultValue @Valid Kafka kafka,
        @DefaultValue @Valid Model model,
        @DefaultValue @Valid Requests requests) {

    /**
     * Where events are.
     *
     * @param bootstrap {@code host:port}, several with commas between
     * @param concurrency how many partitions are worked on at the same time
     */
    public record Kafka(
            @DefaultValue("127.0.0.1:9092") @NotBlank String bootstrap,
            @DefaultValue("1") @Min(1) @Max(64) int concurrency) {}

    /** Which model there is. */
    public record Model(
            @DefaultValue("onnx") Kind kind,
            @DefaultValue @Valid Onnx onnx,
            @DefaultValue @Valid Http http) {}

    /** Where the model runs. */
    public enum Kind {
        /** In this process. */
        ONNX,
        /** Behind an endpoint of OpenAI's kind. */
        HTTP
    }

    /**
     * A model in this process.
     *
     * @param path a folder with {@code model.onnx} and {@code tokenizer.json}; absent for the
     *     bundled e5-small-v2
     * @param name the model's name, as clients ask for it
     * @param prefix put before every text
     * @param maxTokens the most tokens of a text that are read
     * @param threads how many runs of the network there are at the same time; 0 for one on each
     *     core
     * @param queue how many texts may wait or be worked on
     * @param maxBatch the most texts that share a run when they wait; 1 for none. Only where the
     *     network gives each the vectors that it has alone
     * @param maxBatchTokens the most tokens of texts that share a run, padding included
     * @param deadline how long a call may take, waiting included
     */
    public record Onnx(
            @Nullable Path path,
            @DefaultValue("e5-small-v2") @NotBlank String name,
            @DefaultValue("query: ") String prefix,
            @DefaultValue("mean") Pooling pooling,
            @DefaultValue("512") @Min(8) @Max(8192) int maxTokens,
            @DefaultValue("0") @Min(0) @Max(256) int threads,
            @DefaultValue("1024") @Min(1) @Max(100_000) int queue,
            @DefaultValue("4") @Min(1) @Max(256) int maxBatch,
            @DefaultValue("128") @Min(1) @Max(100_000) int maxBatchTokens,
            @DefaultValue("10s") @DurationMin(millis = 1) Duration deadline) {}

    /**
     * A model behind an endpoint of OpenAI's kind. It is asked for vectors of 384 dimensions, the
     * size of the template index.
     *
     * @param baseUrl such as {@code https://api.openai.com/v1}
     * @param apiKey sent as bearer token; empty for none
     * @param model the model's name there
     * @param version to be changed whenever the endpoint changes its vectors under the same name
     * @param prefix put before every text
     * @param calls how many calls may run at the same time
     * @param deadline how long a call may take
     */
    public record Http(
            @Nullable URI baseUrl,
            @DefaultValue("") Secret apiKey,
            @Nullable String model,
            @DefaultValue("1") @NotBlank String version,
            @DefaultValue("") String prefix,
            @DefaultValue("32") @Min(1) @Max(1024) int calls,
            @DefaultValue("10s") @DurationMin(millis = 1) Duration deadline) {}

    /**
     * Limits of one request for embeddings.
     *
     * @param maxInputs texts
     * @param maxCharacters UTF-16 units of one text
     * @param maxBody bytes of the whole request
     */
    public record Requests(
            @DefaultValue("256") @Min(1) @Max(2048) int maxInputs,
            @DefaultValue("32768") @Min(1) @Max(1_000_000) int maxCharacters,
            @DefaultValue("2MB") DataSize maxBody) {}
}
