package recurra.admin.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import recurra.admin.RunningAdmin;
import recurra.embedded.DatabaseLogin;
import recurra.embedder.EmbedderApplication;
import recurra.events.AnswerMode;
import recurra.events.InteractionCompleted;
import recurra.events.ProviderEvent;
import recurra.indexer.IndexerApplication;
import recurra.matching.EntryId;
import recurra.matching.TenantId;
import recurra.matching.request.ChatRequest;
import recurra.schemas.EventCodec;
import recurra.schemas.Topics;
import recurra.testing.TestKafka;
import recurra.testing.TestPostgres;
import recurra.testing.TestRedis;
import tools.jackson.databind.JsonNode;

/** What the log holds, found, deleted and rebuilt, with all the real parts in between. */
class WholeWayIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String ENTRIES = "/admin/v1/entries";
    private static final String TENANT = "acme";
    private static final String PASSWORD = "How do I reset my password?";
    private static final String BAKING = "At what temperature does bread bake?";
    private static final String MONGOLIA = "What is the capital of Mongolia?";

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void findsDeletesAndRebuilds(boolean pgvector, @TempDir Path data) throws Exception {
        TestPostgres postgres = pgvector ? TestPostgres.shared() : TestPostgres.withoutPgvector();
        DatabaseLogin database = postgres.createDatabase();
        try (TestKafka kafka = TestKafka.fresh();
                TestRedis redis = TestRedis.fresh();
                ConfigurableApplicationContext embedder =
                        run(
                                EmbedderApplication.builder(),
                                "recurra.data=" + data,
                                "recurra.kafka.bootstrap=" + kafka.bootstrapServers());
                ConfigurableApplicationContext indexer =
                        run(
                                IndexerApplication.builder(),
                                "recurra.data=" + data,
                                "recurra.kafka.bootstrap=" + kafka.bootstrapServers(),
                                "recurra.redis.url=" + redis.url(),
                                "recurra.postgres.url=" + database.url(),
                                "recurra.postgres.user=" + database.user(),
                                "recurra.postgres.password=" + database.password());
                RunningAdmin admin =
                        RunningAdmin.start(
                                "recurra.data=" + data,
                                "recurra.kafka.bootstrap=" + kafka.bootstrapServers(),
                                "recurra.embedder.url=" + url(embedder),
                                "recurra.indexer.url=" + url(indexer),
                                "recurra.postgres.url=" + database.url(),
                                "recurra.postgres.user=" + database.user(),
                                "recurra.postgres.password=" + database.password())) {
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(admin.get("/readyz").statusCode()).isEqualTo(200));
            publish(kafka, PASSWORD, BAKING, MONGOLIA);

            await().atMost(SOON)
                    .untilAsserted(() -> {
                        assertThat(questions(admin.get(ENTRIES), "/entries")).hasSize(3);
                        assertThat(similar(admin, "I need a new password")).hasSize(3);
                    });
            assertThat(similar(admin, "I need a new password").getFirst()).isEqualTo(PASSWORD);
            assertThat(similar(admin, "Which city is Mongolia's capital?").getFirst())
                    .isEqualTo(MONGOLIA);
            assertThat(questions(search(admin, "globex", "password"), "")).isEmpty();

            String entry = ENTRIES + "/" + TENANT + "/" + id(PASSWORD);
            assertThat(admin.delete(entry + "?reason=wrong").statusCode()).isEqualTo(204);
            assertThat(admin.get(entry).statusCode()).isEqualTo(404);
            assertThat(admin.delete(entry).statusCode()).isEqualTo(404);
            assertThat(questions(admin.get(ENTRIES), "/entries")).containsOnly(BAKING, MONGOLIA);
            assertThat(similar(admin, "I need a new password")).doesNotContain(PASSWORD);

            assertThat(admin.post("/admin/v1/replay", "").statusCode()).isEqualTo(202);
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(
                                            RunningAdmin.json(admin.get("/admin/v1/replay"))
                                                    .path("state")
                                                    .stringValue())
                                    .isEqualTo("done"));
            assertThat(questions(admin.get(ENTRIES), "/entries")).containsOnly(BAKING, MONGOLIA);
            assertThat(similar(admin, "I need a new password")).containsOnly(BAKING, MONGOLIA);

            indexer.close();
            HttpResponse<String> promised = admin.delete(ENTRIES + "/" + TENANT + "/" + id(BAKING));
            assertThat(promised.statusCode()).isEqualTo(202);
            assertThat(RunningAdmin.json(promised).propertyNames())
                    .containsOnly("eventId", "detail");
        }
    }

    private static ConfigurableApplicationContext run(
            SpringApplicationBuilder service, String... properties) {
        String[] arguments = new String[properties.length + 1];
        for (int i = 0; i < properties.length; i++) {
            arguments[i] = "--" + properties[i];
        }
        arguments[properties.length] = "--server.port=0";
        return service.run(arguments);
    }

    private static String url(ConfigurableApplicationContext context) {
        int port = ((WebServerApplicationContext) context).getWebServer().getPort();
        return "http://127.0.0.1:" + port;
    }

    private static void publish(TestKafka kafka, String... questions) throws Exception {
        try (EventCodec codec = EventCodec.classpath();
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(
                                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                                new ByteArraySerializer(),
                                new ByteArraySerializer())) {
            for (String question : questions) {
                InteractionCompleted event = interaction(question);
                String key = Topics.key(event.getTenantId(), event.getExactKey());
                producer.send(
                                new ProducerRecord<>(
                                        Topics.INTERACTIONS,
                                        key.getBytes(StandardCharsets.UTF_8),
                                        codec.encode(Topics.INTERACTIONS, event)))
                        .get();
            }
        }
    }

    private static InteractionCompleted interaction(String question) {
        ChatRequest request = Samples.request("gpt-4o", question);
        return InteractionCompleted.newBuilder()
                .setEventId(UUID.randomUUID())
                .setOccurredAt(Instant.now())
                .setTenantId(TENANT)
                .setExactKey(request.exactKey().hex())
                .setScopeKey(request.scopeKey().hex())
                .setCanonicalRequest(request.canonical())
                .setMode(AnswerMode.JSON)
                .setEvents(List.of(new ProviderEvent(1000L, Samples.COMPLETION)))
                .setModel("gpt-4o")
                .setAnsweredModel("gpt-4o-2026-01-01")
                .setProvider("test")
                .setLatencyMicros(1000)
                .setFirstTokenMicros(1000)
                .build();
    }

    private static EntryId id(String question) {
        return EntryId.of(new TenantId(TENANT), Samples.request("gpt-4o", question).exactKey());
    }

    private static List<String> similar(RunningAdmin admin, String text) throws Exception {
        return questions(search(admin, TENANT, text), "");
    }

    private static HttpResponse<String> search(RunningAdmin admin, String tenant, String text)
            throws Exception {
        return admin.post(
                ENTRIES + "/similar",
                "{\"tenant\": \"%s\", \"text\": \"%s\", \"limit\": 5}".formatted(tenant, text));
    }

    private static List<String> questions(HttpResponse<String> response, String place) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode entries = RunningAdmin.json(response).at(place);
        return entries.valueStream().map(entry -> entry.path("question").stringValue()).toList();
    }
}
