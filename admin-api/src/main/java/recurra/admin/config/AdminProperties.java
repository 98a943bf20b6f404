package recurra.admin.config;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;
import recurra.config.Secret;

/**
 * The admin API's configuration.
 *
 * @param data the data folder, which the services of one machine share
 * @param adminToken what callers have to send as bearer token; empty to let this machine's users in
 *     and nobody else
 * @param adminTokenFile a file that holds the token; empty for none
 * @param schemaRegistryUrl where schemas are registered; empty for schemas on the class path
 * @param templateIndex where questions are searched by similarity
 */
@Validated
@ConfigurationProperties(prefix = "recurra", ignoreUnknownFields = false)
public record AdminProperties(
        @DefaultValue(".recurra") Path data,
        @DefaultValue("") Secret adminToken,
        @DefaultValue("") String adminTokenFile,
        @DefaultValue("") String schemaRegistryUrl,
        @DefaultValue("auto") TemplateIndexKind templateIndex,
        @DefaultValue @Valid Postgres postgres,
        @DefaultValue @Valid Kafka kafka,
        @DefaultValue @Valid Embedder embedder,
        @DefaultValue @Valid Indexer indexer) {

    /** The admin token, wherever it is configured; empty where it is not. */
    public Secret token() {
        return adminTokenFile.isEmpty() ? adminToken : Secret.of("file:" + adminTokenFile);
    }

    /** Which template index there is. */
    public enum TemplateIndexKind {
        /** pgvector where the database has its tables, else Lucene. */
        AUTO,
        PGVECTOR,
        LUCENE
    }

    /**
     * Where the entries are.
     *
     * @param connections the most connections at the same time
     * @param deadline how long a query, or the wait for a connection, may take
     */
    public record Postgres(
            @DefaultValue("jdbc:postgresql://127.0.0.1:5432/postgres") @NotBlank String url,
            @DefaultValue("postgres") @NotBlank String user,
            @DefaultValue("") Secret password,
            @DefaultValue("8") @Min(1) @Max(100) int connections,
            @DefaultValue("10s") @DurationMin(seconds = 1) Duration deadline) {}

    /**
     * Where deletions are written.
     *
     * @param bootstrap {@code host:port}, several with commas between
     */
    public record Kafka(@DefaultValue("127.0.0.1:9092") @NotBlank String bootstrap) {}

    /** What turns a text to search for into a vector. */
    public record Embedder(
            @DefaultValue("http://127.0.0.1:8082") URI url,
            @DefaultValue("10s") @DurationMin(millis = 1) Duration deadline) {}

    /** What rebuilds the index. */
    public record Indexer(
            @DefaultValue("http://127.0.0.1:8083") URI url,
            @DefaultValue("10s") @DurationMin(millis = 1) Duration deadline) {}
}
