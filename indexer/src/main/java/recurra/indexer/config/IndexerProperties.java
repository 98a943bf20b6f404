package recurra.indexer.config;

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
import recurra.schemas.RegistrySettings;

/**
 * The indexer's configuration.
 *
 * @param data the folder of the Lucene template index; the gateway opens it too
 * @param adminToken what a caller has to show to start a replay; empty for callers of this machine
 *     only
 * @param templateIndex which template index there is
 * @param schemaRegistryUrl where schemas are registered; absent for schemas on the class path
 * @param schemaRegistrySerializer class name of the Kafka serializer that goes with the
 *     deserializer
 * @param schemaRegistryDeserializer class name of the Kafka deserializer that reads events with the
 *     registry's schemas
 * @param startTimeout how long the start waits for Postgres and Kafka
 */
@Validated
@ConfigurationProperties(prefix = "recurra", ignoreUnknownFields = false)
public record IndexerProperties(
        @DefaultValue(".recurra") Path data,
        @DefaultValue("") Secret adminToken,
        @DefaultValue("auto") TemplateIndexKind templateIndex,
        @Nullable URI schemaRegistryUrl,
        @DefaultValue(RegistrySettings.APICURIO_SERIALIZER) @NotBlank
                String schemaRegistrySerializer,
        @DefaultValue(RegistrySettings.APICURIO_DESERIALIZER) @NotBlank
                String schemaRegistryDeserializer,
        @DefaultValue("2m") @DurationMin(millis = 1) Duration startTimeout,
        @DefaultValue @Valid Kafka kafka,
        @DefaultValue @Valid Postgres postgres,
        @DefaultValue @Valid Redis redis,
        @DefaultValue @Valid Replay replay,
        @DefaultValue @Valid Purge purge) {

    /** Where the template index is. */
    public enum TemplateIndexKind {
        /** pgvector where the database has it, else Lucene. */
        AUTO,
        /** In Postgres. */
        PGVECTOR,
        /** In a folder, which one indexer writes. */
        LUCENE
    }

    /**
     * Where events are, and how topics are made that are missing.
     *
     * @param bootstrap {@code host:port}, several with commas between
     * @param concurrency how many partitions of a topic are worked on at the same time
     * @param partitions of a new topic
     * @param replicationFactor of a new topic
     * @param requestsRetention how long a new topic of requests keeps them
     * @param retryWait the wait before a batch is tried a second time; it doubles each time
     * @param longestRetryWait the longest that it becomes
     */
    public record Kafka(
            @DefaultValue("127.0.0.1:9092") @NotBlank String bootstrap,
            @DefaultValue("2") @Min(1) @Max(64) int concurrency,
            @DefaultValue("6") @Min(1) @Max(1000) int partitions,
            @DefaultValue("1") @Min(1) @Max(100) short replicationFactor,
            @DefaultValue("30d") @DurationMin(hours = 1) Duration requestsRetention,
            @DefaultValue("1s") @DurationMin(millis = 1) Duration retryWait,
            @DefaultValue("30s") @DurationMin(millis = 1) Duration longestRetryWait) {}

    /**
     * The database.
     *
     * @param connections the most that are open at the same time
     */
    public record Postgres(
            @DefaultValue("jdbc:postgresql://127.0.0.1:5432/recurra") @NotBlank String url,
            @DefaultValue("recurra") @NotBlank String user,
            @DefaultValue("") Secret password,
            @DefaultValue("16") @Min(2) @Max(500) int connections) {}

    /**
     * The exact cache.
     *
     * @param deadline how long one write may take
     * @param maxTtl the longest that Redis keeps an answer
     * @param maxValue larger answers, compressed, are not cached
     */
    public record Redis(
            @DefaultValue("redis://127.0.0.1:6379") @NotBlank String url,
            @DefaultValue("2s") @DurationMin(millis = 1) Duration deadline,
            @DefaultValue("30d") @DurationMin(millis = 1) Duration maxTtl,
            @DefaultValue("8MB") DataSize maxValue) {
        /** Without the URL, which may hold a password. */
        @Override
        public String toString() {
            return "Redis[deadline=" + deadline + ", maxTtl=" + maxTtl + "]";
        }
    }

    /**
     * Rebuilding from the log.
     *
     * @param partitions how many partitions are read at the same time
     */
    public record Replay(@DefaultValue("4") @Min(1) @Max(64) int partitions) {}

    /**
     * Removing what is over.
     *
     * @param interval between two rounds
     * @param entriesPerRound the most expired entries that one round removes
     * @param servedRequests how long requests served are kept
     * @param processedEvents how long it is known which events were applied
     */
    public record Purge(
            @DefaultValue("10m") @DurationMin(millis = 1) Duration interval,
            @DefaultValue("100000") @Min(1) int entriesPerRound,
            @DefaultValue("30d") @DurationMin(minutes = 1) Duration servedRequests,
            @DefaultValue("14d") @DurationMin(minutes = 1) Duration processedEvents) {}
}
