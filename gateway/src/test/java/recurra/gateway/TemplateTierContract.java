package recurra.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static recurra.gateway.Chats.ask;
import static recurra.gateway.Chats.content;
import static recurra.gateway.Chats.header;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import recurra.embedded.DatabaseLogin;
import recurra.matching.EntryId;
import recurra.matching.TenantId;
import recurra.matching.request.ChatRequest;
import recurra.matching.request.Declaration;
import recurra.matching.request.RequestLimits;
import recurra.matching.template.PromptFeatures;
import recurra.matching.template.SimHash;
import recurra.schemas.Migrations;
import recurra.simulator.Simulator;
import recurra.simulator.SimulatorOptions;
import recurra.store.answer.CachedAnswer;
import recurra.store.answer.RecordedAnswer;
import recurra.store.entry.Entry;
import recurra.store.entry.postgres.PostgresEntryWriter;
import recurra.store.template.EmbeddingSpace;
import recurra.store.template.TemplateIndex;
import recurra.store.template.TemplateRecord;
import recurra.testing.TestPostgres;

/** Reworded questions are found in the index, weighed, and served with their evidence. */
abstract class TemplateTierContract {
    private static final TenantId LOCAL = new TenantId("local");
    private static final String KEPT = "What is the capital of France?";
    private static final String REWORDED = "What's the capital of France?";
    private static final String ANSWER = "Paris, as was said before.";
    private static final List<String> GOODS =
            List.of(
                    "apples and a piano",
                    "lamps and a mirror",
                    "bricks and a ladder",
                    "honey and a saddle",
                    "books and a globe");

    @TempDir private Path data;
    private DatabaseLogin database;
    private Simulator simulator;
    private FixedEmbedder embedder;

    /** The server that the database is made on. */
    abstract TestPostgres postgres();

    abstract boolean hasPgvector();

    /** The index, for writing. */
    abstract TemplateIndex index(DatabaseLogin login, Path folder);

    @BeforeEach
    void start() {
        database = postgres().createDatabase();
        simulator = Simulator.start(SimulatorOptions.defaults());
        embedder = new FixedEmbedder();
    }

    @AfterEach
    void stop() {
        embedder.close();
        simulator.close();
    }

    @Test
    void aRewordedQuestionIsAHitWithScoreAndProvenance() throws Exception {
        Migrations.migrate(database.dataSource(), hasPgvector());
        EntryId kept = keep();
        try (GatewayServer gateway = gateway("5s")) {
            gateway.awaitPart("templates");

            HttpResponse<String> hit = gateway.chat(ask(REWORDED));
            HttpResponse<String> other = gateway.chat(ask("What is the capital of Germany?"));
            HttpResponse<String> exactOnly = gateway.chat(ask(REWORDED), "x-cache-mode", "exact");
            HttpResponse<String> otherModel =
                    gateway.chat(ask(REWORDED).replace("gpt-4o-mini", "gpt-4o"));
            HttpResponse<String> anyModel =
                    gateway.chat(
                            ask(REWORDED).replace("gpt-4o-mini", "gpt-4.1"),
                            "x-model-compat",
                            "any");
            HttpResponse<String> otherTenant =
                    gateway.chat(ask(REWORDED), "authorization", Chats.newKey());

            assertThat(header(hit, "x-cache-match")).isEqualTo("template");
            assertThat(Double.parseDouble(header(hit, "x-cache-score"))).isBetween(0.9, 1.0);
            assertThat(header(hit, "x-cache-provenance")).isEqualTo(kept.toString());
            assertThat(content(hit)).isEqualTo(ANSWER);
            assertThat(header(hit, "x-cache-degraded-reason"))
                    .startsWith("redis_")
                    .doesNotContain(",");
            assertThat(header(other, "x-cache-hit")).isEqualTo("false");
            assertThat(header(exactOnly, "x-cache-hit")).isEqualTo("false");
            assertThat(header(otherModel, "x-cache-hit")).isEqualTo("false");
            assertThat(header(anyModel, "x-cache-match")).isEqualTo("template");
            assertThat(header(otherTenant, "x-cache-hit")).isEqualTo("false");
        }
    }

    @Test
    void aRouteSaysWhatIsRecognised() throws Exception {
        Migrations.migrate(database.dataSource(), hasPgvector());
        keep();
        GatewayServer.Options options = options("5s");
        for (String route : List.of("gpt-4o", "gpt-4.1", "gpt-4o-mini")) {
            String prefix = "recurra.routes." + route.replace(".", "");
            options.with(prefix + ".models", route).with(prefix + ".chain[0].provider", "default");
        }
        options.with("recurra.routes.gpt-4o.template", "false")
                .with("recurra.routes.gpt-41.kept-apart", "Capital of")
                .with("recurra.routes.gpt-4o-mini.kept-apart", "the moon");
        try (GatewayServer gateway = options.start()) {
            gateway.awaitPart("templates");

            assertThat(match(gateway, "gpt-4o-mini", REWORDED)).isEqualTo("template");
            assertThat(match(gateway, "gpt-4o", REWORDED)).isEqualTo("none");
            assertThat(match(gateway, "gpt-4.1", REWORDED)).isEqualTo("none");
        }
    }

    private static String match(GatewayServer gateway, String model, String question) {
        return header(probe(gateway, model, question), "x-cache-match");
    }

    private static HttpResponse<String> probe(
            GatewayServer gateway, String model, String question) {
        return gateway.chat(
                ask(question).replace("gpt-4o-mini", model),
                "x-model-compat",
                "any",
                "x-cache-store",
                "false");
    }

    @Test
    void aRouteComparesKindsOfQuestionsThatOthersKeepApart() throws Exception {
        Migrations.migrate(database.dataSource(), hasPgvector());
        Declaration loose = Declaration.labelled(List.of(), List.of("personal"));
        keep(loose, "Where is my card?", FixedEmbedder.vector(), "Look into the app.");
        keep(loose, "What is my balance?", FixedEmbedder.vector(), "Ten euros.");
        keep(loose, KEPT, FixedEmbedder.vector(), "Paris, on the loose route.");
        GatewayServer.Options options = options("5s");
        for (String route : List.of("strict", "loose")) {
            options.with("recurra.routes." + route + ".chain[0].provider", "default");
        }
        options.with("recurra.routes.loose.also-compared", "personal")
                .with("recurra.routes.loose.kept-apart", "my balance");
        try (GatewayServer gateway = options.start()) {
            gateway.awaitPart("templates");

            HttpResponse<String> hit = probe(gateway, "loose", "Where's my card?");
            assertThat(header(hit, "x-cache-match")).isEqualTo("template");
            assertThat(content(hit)).isEqualTo("Look into the app.");
            assertThat(match(gateway, "loose", "What's my balance?")).isEqualTo("none");
            assertThat(match(gateway, "loose", "Delete my card, please")).isEqualTo("none");
            assertThat(match(gateway, "loose", REWORDED)).isEqualTo("template");

            assertThat(match(gateway, "strict", "Where's my card?")).isEqualTo("none");
            assertThat(match(gateway, "strict", REWORDED)).isEqualTo("none");
            keep("Where is my card?", FixedEmbedder.vector(), ANSWER);
            keep();
            assertThat(match(gateway, "strict", "Where's my card?")).isEqualTo("none");
            assertThat(content(probe(gateway, "strict", REWORDED))).isEqualTo(ANSWER);
        }
    }

    /** The vectors of long prompts lie close together: here those of all others are nearer. */
    @Test
    void aLongPromptIsFoundThoughManyVectorsAreNearer() throws Exception {
        Migrations.migrate(database.dataSource(), hasPgvector());
        for (int other = 121; other < 141; other++) {
            keep(story(other), FixedEmbedder.vector(), "Of %d.".formatted(other));
        }
        float[] farther = FixedEmbedder.vector();
        farther[0] = 0.97f;
        farther[1] = (float) Math.sqrt(1 - 0.97 * 0.97);
        EntryId kept = keep(story(120), farther, ANSWER);
        try (GatewayServer gateway = gateway("5s")) {
            gateway.awaitPart("templates");

            HttpResponse<String> hit =
                    gateway.chat(ask(story(120).replace("the end?", "the end, please?")));
            HttpResponse<String> other =
                    gateway.chat(ask(story(141).replace("the end?", "the end, please?")));

            assertThat(header(hit, "x-cache-match")).isEqualTo("template");
            assertThat(header(hit, "x-cache-provenance")).isEqualTo(kept.toString());
            assertThat(content(hit)).isEqualTo(ANSWER);
            assertThat(header(other, "x-cache-hit")).isEqualTo("false");
        }
    }

    private static String story(int number) {
        return ("A train leaves the northern station with %d passengers and a crew of %d. "
                        + "Behind the first bridge %d of the passengers get off, and nobody gets on. "
                        + "In the old harbour the crew unloads %d crates of %s. "
                        + "Between the harbour and the hills a waiter sells coffee to %d of the travellers. "
                        + "At the foot of the hills %d hikers get on with heavy boots and wet coats. "
                        + "The tunnel is closed, so the train waits for an hour beside a field of sunflowers. "
                        + "At the southern station a school class of %d children gets on with a teacher. "
                        + "How many passengers are on the train in the end?")
                .formatted(
                        number,
                        number % 7 + 3,
                        number % 11 + 2,
                        number % 5 + 2,
                        GOODS.get(number % GOODS.size()),
                        number % 13 + 1,
                        number % 17 + 4,
                        number % 19 + 11);
    }

    @Test
    void theSameRequestIsFoundInPostgresWhileRedisIsAway() throws Exception {
        Migrations.migrate(database.dataSource(), hasPgvector());
        keep();
        try (GatewayServer gateway = gateway("5s")) {
            gateway.awaitPart("templates");

            HttpResponse<String> hit = gateway.chat(ask(KEPT));

            assertThat(header(hit, "x-cache-match")).isEqualTo("exact");
            assertThat(header(hit, "x-cache-degraded")).isEqualTo("true");
            assertThat(content(hit)).isEqualTo(ANSWER);
        }
    }

    @Test
    void aScopeWithoutEntriesIsNotEmbeddedUntilItHasOne() throws Exception {
        Migrations.migrate(database.dataSource(), hasPgvector());
        try (GatewayServer gateway = gateway("5s")) {
            gateway.awaitPart("templates");

            HttpResponse<String> miss = gateway.chat(ask(REWORDED), "x-cache-store", "false");

            assertThat(header(miss, "x-cache-hit")).isEqualTo("false");
            assertThat(header(miss, "x-cache-degraded-reason"))
                    .doesNotContain("template", "postgres");
            assertThat(embedder.questions()).doesNotContain(REWORDED);
            assertThat(gateway.get("/metrics").body())
                    .contains("recurra_template_lookups_total{outcome=\"empty_scope\"} 1.0");

            keep();

            assertThat(header(gateway.chat(ask(REWORDED)), "x-cache-match")).isEqualTo("template");
            int asked = embedder.questions().indexOf(REWORDED);
            assertThat(asked).isNotNegative();
            assertThat(Long.parseLong(embedder.patience().get(asked))).isBetween(1L, 5_000L);
        }
    }

    @Test
    void anEmbedderThatHangsCostsTheBudgetAndNoMore() throws Exception {
        Migrations.migrate(database.dataSource(), hasPgvector());
        keep();
        try (GatewayServer gateway = gateway("500ms")) {
            gateway.awaitPart("templates");
            embedder.hang();

            HttpResponse<String> miss = gateway.chat(ask(REWORDED));

            assertThat(miss.statusCode()).isEqualTo(200);
            assertThat(header(miss, "x-cache-hit")).isEqualTo("false");
            assertThat(header(miss, "x-cache-degraded-reason")).contains("embedder_timeout");
        }
    }

    @Test
    void theTierWaitsForTheTablesAndBeginsByItself() throws Exception {
        try (GatewayServer gateway = gateway("5s")) {
            HttpResponse<String> early = gateway.chat(ask("Which planet is the largest one?"));
            assertThat(header(early, "x-cache-degraded-reason")).contains("postgres_not_ready");

            Migrations.migrate(database.dataSource(), hasPgvector());
            keep();

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() ->
                            assertThat(
                                            header(
                                                    gateway.chat(
                                                            ask(REWORDED),
                                                            "x-cache-store",
                                                            "false"),
                                                    "x-cache-match"))
                                    .isEqualTo("template"));
        }
    }

    /** Without Redis, so that what is found comes from Postgres. */
    private GatewayServer gateway(String budget) {
        return options(budget).start();
    }

    private GatewayServer.Options options(String budget) {
        return new GatewayServer.Options(data)
                .with(simulator)
                .with("recurra.postgres.url", database.url())
                .with("recurra.postgres.user", database.user())
                .with("recurra.postgres.password", database.password())
                .with("recurra.postgres.timeout", "4s")
                .with("recurra.embedder.url", embedder.url())
                .with("recurra.template.enabled", "true")
                .with("recurra.template.budget", budget);
    }

    /** Does what the indexer does with a completed interaction and its fingerprint. */
    private EntryId keep() throws Exception {
        return keep(KEPT, FixedEmbedder.vector(), ANSWER);
    }

    private EntryId keep(String question, float[] vector, String said) throws Exception {
        return keep(Declaration.NONE, question, vector, said);
    }

    private EntryId keep(Declaration declared, String question, float[] vector, String said)
            throws Exception {
        ChatRequest request =
                ChatRequest.parse(
                                ask(question).getBytes(StandardCharsets.UTF_8),
                                RequestLimits.DEFAULTS)
                        .with(declared);
        EntryId id = EntryId.of(LOCAL, request.exactKey());
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        String answer =
                "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"gpt-4o-mini\","
                        + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
                        + said
                        + "\"},\"finish_reason\":\"stop\"}]}";
        new PostgresEntryWriter(database.dataSource())
                .upsert(
                        new Entry(
                                LOCAL,
                                request.scopeKey(),
                                request.normalizedKey(),
                                UUID.randomUUID(),
                                request.canonical(),
                                request.question(),
                                new CachedAnswer(
                                        id,
                                        request.exactKey(),
                                        request.model(),
                                        request.model(),
                                        "default",
                                        null,
                                        null,
                                        now,
                                        null,
                                        new RecordedAnswer(
                                                RecordedAnswer.Mode.JSON,
                                                List.of(new RecordedAnswer.Event(1, answer))))));
        try (TemplateIndex index = index(database, data.resolve("template-index"))) {
            index.upsert(
                    List.of(
                            new TemplateRecord(
                                    LOCAL,
                                    id,
                                    request.exactKey(),
                                    request.scopeKey(),
                                    request.model(),
                                    ChatRequest.modelFamily(request.model()),
                                    SimHash.of(question),
                                    new EmbeddingSpace(FixedEmbedder.MODEL, FixedEmbedder.VERSION),
                                    vector,
                                    PromptFeatures.VERSION,
                                    PromptFeatures.of(question).toJson(),
                                    now)));
            index.flush();
        }
        return id;
    }

    static SimpleMeterRegistry meters() {
        return new SimpleMeterRegistry();
    }

    static Duration deadline() {
        return Duration.ofSeconds(10);
    }
}
