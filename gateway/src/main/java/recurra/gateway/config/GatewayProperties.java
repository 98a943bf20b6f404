package recurra.gateway.config;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;
import recurra.config.Secret;
import recurra.gateway.cachecontrol.ReplayMode;
import recurra.matching.request.QuestionKind;
import recurra.matching.request.SlotKind;

/**
 * The gateway's configuration.
 *
 * @param data the folder of what must outlive a restart: the spool, the secret behind tenants
 * @param tenantSecret from which tenants of clients with keys of their own follow; all gateways of
 *     a deployment need the same one; empty for one that is made at the first start and kept in
 *     {@code data}
 * @param schemaRegistryUrl where schemas are registered; empty for schemas on the class path
 * @param providers by name, which is also what {@code x-recurra-provider} says; a provider without
 *     address does not exist
 * @param routes by name; a model that no route has goes to the provider that names it
 */
@Validated
@ConfigurationProperties(prefix = "recurra", ignoreUnknownFields = false)
public record GatewayProperties(
        @DefaultValue(".recurra") Path data,
        @DefaultValue("") Secret tenantSecret,
        @DefaultValue("") String schemaRegistryUrl,
        @DefaultValue Keys keys,
        @DefaultValue Map<String, @Valid Provider> providers,
        @DefaultValue Map<String, @Valid Route> routes,
        @DefaultValue @Valid Upstream upstream,
        @DefaultValue @Valid Limits limits,
        @DefaultValue @Valid Cache cache,
        @DefaultValue @Valid Join join,
        @DefaultValue @Valid Template template,
        @DefaultValue @Valid Redis redis,
        @DefaultValue @Valid Postgres postgres,
        @DefaultValue @Valid Embedder embedder,
        @DefaultValue @Valid Kafka kafka,
        @DefaultValue @Valid Publish publish,
        @DefaultValue @Valid WriteBehind writeBehind,
        @DefaultValue Pricing pricing) {

    /**
     * The gateway's own API keys.
     *
     * @param file YAML with {@code keys: [{sha256, tenant, name}]}; empty where clients bring their
     *     providers' keys, which only this machine may then do
     */
    public record Keys(@DefaultValue("") String file) {}

    /**
     * An OpenAI-compatible provider.
     *
     * @param baseUrl up to and with the version, such as {@code https://api.openai.com/v1}; empty
     *     for a provider that does not exist
     * @param apiKey sent as bearer token; empty to send the client's own
     * @param models names or patterns with {@code *} that go to this provider; empty for all that
     *     no other provider names
     * @param connectTimeout until there is a connection
     * @param firstByteTimeout from sending the request to the first byte of the response
     * @param idleTimeout between two pieces of a response
     * @param streamUsage whether the usage of every stream is asked for
     * @param checkModels whether models that the provider does not list are refused without asking
     *     it
     * @param concurrency how many calls it may have at the same time; the others go to the next
     *     provider
     */
    public record Provider(
            @DefaultValue("") String baseUrl,
            @DefaultValue("") Secret apiKey,
            @DefaultValue List<@NotBlank String> models,
            @DefaultValue("5s") @DurationMin(millis = 1) Duration connectTimeout,
            @DefaultValue("5m") @DurationMin(millis = 1) Duration firstByteTimeout,
            @DefaultValue("2m") @DurationMin(millis = 1) Duration idleTimeout,
            @DefaultValue("true") boolean streamUsage,
            @DefaultValue("true") boolean checkModels,
            @DefaultValue("8000") @Min(1) @Max(100_000) int concurrency) {}

    /**
     * Providers that answer some models, one after the other.
     *
     * @param models names or patterns with {@code *}; empty for the route's own name
     * @param chain who is asked, in this order
     * @param replay how streams are served that do not say; absent for {@code cache.replay}
     * @param template whether reworded questions are recognised
     * @param keptApart phrases whose questions are answered by the same words only
     * @param volatileSlots what in a question is of no account for its answer
     * @param alsoCompared kinds of questions that are compared, though other routes keep them apart
     */
    public record Route(
            @DefaultValue List<@NotBlank String> models,
            @DefaultValue List<@Valid Step> chain,
            @Nullable ReplayMode replay,
            @DefaultValue("true") boolean template,
            @DefaultValue List<@NotBlank String> keptApart,
            @DefaultValue List<SlotKind> volatileSlots,
            @DefaultValue List<QuestionKind> alsoCompared) {}

    /**
     * One provider of a chain.
     *
     * @param provider its name
     * @param model what it calls the model; empty for the client's name
     */
    public record Step(
            @DefaultValue("") @NotBlank String provider, @DefaultValue("") String model) {}

    /**
     * How providers are asked.
     *
     * @param retries how often a provider is asked again whose connection failed before it answered
     * @param deadline until an answer has begun, however many providers were asked
     * @param pause how long a model at a provider is left alone when half of its last calls failed
     * @param adaptiveTimeouts whether a stream is waited for a few times as long as streams of its
     *     model usually take, instead of as long as the provider's settings allow
     * @param firstTokenFloor the least that is waited for a stream's first token
     * @param silenceFloor the least that is waited for a stream's next piece
     * @param probeInterval after which a provider that nobody has called is, so that its connection
     *     stays open; zero for never
     */
    public record Upstream(
            @DefaultValue("1") @Min(0) @Max(5) int retries,
            @DefaultValue("10m") @DurationMin(millis = 1) Duration deadline,
            @DefaultValue("5s") @DurationMin(millis = 1) Duration pause,
            @DefaultValue("true") boolean adaptiveTimeouts,
            @DefaultValue("2s") @DurationMin(millis = 1) Duration firstTokenFloor,
            @DefaultValue("10s") @DurationMin(millis = 1) Duration silenceFloor,
            @DefaultValue("20s") @DurationMin Duration probeInterval) {}

    /**
     * How many and how large things may be.
     *
     * @param concurrentRequests requests for chat completions and embeddings that are answered at
     *     the same time; others are refused
     * @param memory what those may take of the heap, by an estimate; zero for three quarters of it
     * @param requestBody bytes of a request
     * @param requestDepth nested objects and arrays of a request
     * @param requestMessages messages of a conversation
     * @param recording bytes of an answer; larger ones pass through and are not kept
     * @param event bytes of one server-sent event of a provider
     */
    public record Limits(
            @DefaultValue("8000") @Min(1) @Max(100_000) int concurrentRequests,
            @DefaultValue("0B") DataSize memory,
            @DefaultValue("10MB") DataSize requestBody,
            @DefaultValue("100") @Min(8) @Max(1000) int requestDepth,
            @DefaultValue("10000") @Min(1) int requestMessages,
            @DefaultValue("8MB") DataSize recording,
            @DefaultValue("16MB") DataSize event) {}

    /**
     * What is kept, and how it is served.
     *
     * @param ttl how long an answer may be served; zero for ever
     * @param replay how streams are served that do not say
     * @param replayLimit the longest that a natural replay takes
     */
    public record Cache(
            @DefaultValue("30d") @DurationMin Duration ttl,
            @DefaultValue("natural") ReplayMode replay,
            @DefaultValue("1500ms") @DurationMin Duration replayLimit) {}

    /**
     * Answers that are on their way, which identical requests share.
     *
     * @param deserted what becomes of an answer that no client waits for any more
     * @param keepAlive after how much silence a stream says that it lives, by which a client that
     *     hung up is noticed; zero for never
     * @param acrossGateways whether gateways that use one Redis share them too
     * @param lease after how long without word of the gateway that asks the provider another one
     *     asks
     */
    public record Join(
            @DefaultValue("end") Deserted deserted,
            @DefaultValue("15s") @DurationMin Duration keepAlive,
            @DefaultValue("true") boolean acrossGateways,
            @DefaultValue("2s") @DurationMin(millis = 500) Duration lease) {}

    /** What becomes of an answer that no client waits for any more. */
    public enum Deserted {
        /** The call of the provider is ended. */
        END,
        /** The answer is fetched to its end, paid, and kept. */
        FINISH
    }

    /**
     * Finding reworded questions.
     *
     * @param enabled whether it is done at all
     * @param index which index holds the vectors
     * @param budget the most time that a request may spend on it
     * @param candidates how many neighbours are weighed
     * @param concurrency how many requests may do it at the same time; the others do without
     * @param exactScan in Postgres, scopes of at most so many entries are read whole instead of
     *     through the graph
     */
    public record Template(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("auto") IndexKind index,
            @DefaultValue("100ms") @DurationMin(millis = 1) Duration budget,
            @DefaultValue("5") @Min(1) @Max(50) int candidates,
            @DefaultValue("64") @Min(1) @Max(4096) int concurrency,
            @DefaultValue("5000") @Min(0) @Max(1_000_000) int exactScan) {}

    /** Where vectors are kept. */
    public enum IndexKind {
        /** In Postgres where it has the extension, else in a folder. */
        AUTO,
        PGVECTOR,
        LUCENE
    }

    /**
     * Where Redis is.
     *
     * @param url such as {@code redis://127.0.0.1:6379}
     * @param timeout the most time that a request waits for it
     * @param near how much memory keeps what it said, for as long as it is known not to have
     *     changed, and how much more keeps it ready to be sent; zero for none
     */
    public record Redis(
            @DefaultValue("redis://127.0.0.1:6379") @NotBlank String url,
            @DefaultValue("200ms") @DurationMin(millis = 1) Duration timeout,
            @DefaultValue("64MB") DataSize near) {}

    /**
     * Where Postgres is.
     *
     * @param url such as {@code jdbc:postgresql://127.0.0.1:5432/recurra}
     * @param timeout the most time that one read waits for it
     * @param connections at most so many
     */
    public record Postgres(
            @DefaultValue("jdbc:postgresql://127.0.0.1:5432/postgres") @NotBlank String url,
            @DefaultValue("postgres") String user,
            @DefaultValue("") Secret password,
            @DefaultValue("100ms") @DurationMin(millis = 1) Duration timeout,
            @DefaultValue("8") @Min(1) @Max(256) int connections) {}

    /**
     * Where the embedder is.
     *
     * @param url of the embedder, without path
     * @param timeout the most time that a client's own request for embeddings waits for it
     */
    public record Embedder(
            @DefaultValue("http://127.0.0.1:8082") @NotBlank String url,
            @DefaultValue("30s") @DurationMin(millis = 1) Duration timeout) {}

    /**
     * Where Kafka is.
     *
     * @param bootstrap {@code host:port}, several with commas between
     * @param partitions of a topic that does not exist yet
     * @param replicationFactor of a topic that does not exist yet
     */
    public record Kafka(
            @DefaultValue("127.0.0.1:9092") @NotBlank String bootstrap,
            @DefaultValue("6") @Min(1) @Max(10_000) int partitions,
            @DefaultValue("1") @Min(1) @Max(10) short replicationFactor) {}

    /**
     * Events on their way to Kafka.
     *
     * @param queue how many may wait in memory
     * @param queueBytes how large those may be together
     * @param spool bytes on disk while Kafka is away
     * @param deliveryTimeout after which an event that Kafka has not taken goes to disk
     */
    public record Publish(
            @DefaultValue("10000") @Min(1) int queue,
            @DefaultValue("64MB") DataSize queueBytes,
            @DefaultValue("1GB") DataSize spool,
            @DefaultValue("10s") @DurationMin(seconds = 1) Duration deliveryTimeout) {}

    /**
     * Answers on their way to Redis.
     *
     * @param queue how many may wait in memory
     * @param queueBytes how large those may be together
     * @param workers how many are written at the same time
     */
    public record WriteBehind(
            @DefaultValue("10000") @Min(1) int queue,
            @DefaultValue("64MB") DataSize queueBytes,
            @DefaultValue("4") @Min(1) @Max(64) int workers) {}

    /**
     * What models cost.
     *
     * @param file prices in US cents per token by model, as Portkey publishes them; {@code models}
     *     goes before it
     * @param models by name; in YAML, names with dots stand in brackets and quotes: {@code
     *     "[gpt-4.1]"}
     */
    public record Pricing(@DefaultValue("") String file, @DefaultValue Map<String, Price> models) {}

    /**
     * Prices in US dollars per million tokens.
     *
     * @param promptUsdPerMillion tokens read
     * @param completionUsdPerMillion tokens written
     * @param cachedUsdPerMillion tokens read from the provider's prompt cache; absent where they
     *     cost what others do
     */
    public record Price(
            BigDecimal promptUsdPerMillion,
            BigDecimal completionUsdPerMillion,
            @Nullable BigDecimal cachedUsdPerMillion) {}
}
