package recurra.admin.entry;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import recurra.admin.RunningAdmin;
import recurra.embedded.DatabaseLogin;
import recurra.matching.EntryId;
import recurra.matching.TenantId;
import recurra.schemas.Migrations;
import recurra.store.entry.Entry;
import recurra.store.entry.postgres.PostgresEntryWriter;
import recurra.testing.TestPostgres;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Entries, listed and shown from a real database. */
class EntriesIT {
    private static final String PATH = "/admin/v1/entries";
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MICROS);

    static RunningAdmin admin;

    static PostgresEntryWriter writer;

    static Entry mongolia = daysOld(1, "acme", "gpt-4o", "What is the capital of Mongolia?");
    static Entry france = daysOld(2, "acme", "gpt-4o-mini", "What is the capital of France?");
    static Entry recipe = daysOld(3, "acme", "gpt-4o", "How long do I boil an egg?");
    static Entry globex = daysOld(4, "globex", "gpt-4o", "What is the capital of France?");
    static Entry expired =
            Samples.entry(
                    "old",
                    "gpt-4o",
                    "What is the tallest tower?",
                    NOW.minus(Duration.ofDays(9)),
                    NOW.minus(Duration.ofDays(8)));

    @BeforeAll
    static void start() {
        DatabaseLogin database = TestPostgres.shared().createDatabase();
        Migrations.migrate(database.dataSource(), true);
        writer = new PostgresEntryWriter(database.dataSource());
        List.of(france, globex, mongolia, expired, recipe).forEach(writer::upsert);
        // All answered at the same moment, so that only the id tells them apart.
        for (int i = 0; i < 25; i++) {
            writer.upsert(
                    Samples.entry(
                            "many", "gpt-4o", "Question " + i, NOW.minus(Duration.ofDays(20))));
        }
        admin = RunningAdmin.on(database);
    }

    @AfterAll
    static void stop() {
        admin.close();
    }

    @Test
    void listsNewEntriesFirst() throws Exception {
        assertThat(list("?limit=5"))
                .containsExactly(id(mongolia), id(france), id(recipe), id(globex), id(expired));
    }

    @Test
    void filters() throws Exception {
        assertThat(list("?tenant=acme")).containsExactly(id(mongolia), id(france), id(recipe));
        assertThat(list("?tenant=acme&model=gpt-4o")).containsExactly(id(mongolia), id(recipe));
        assertThat(list("?tenant=acme&olderThan=PT36H")).containsExactly(id(france), id(recipe));
        assertThat(list("?tenant=acme&newerThan=PT36H")).containsExactly(id(mongolia));
        assertThat(list("?newerThan=" + NOW.minus(Duration.ofDays(5)) + "&olderThan=PT36H"))
                .containsExactly(id(france), id(recipe), id(globex));
        assertThat(list("?tenant=nobody")).isEmpty();
    }

    @Test
    void searchesQuestionsForWords() throws Exception {
        assertThat(list("?text=capital")).containsExactly(id(mongolia), id(france), id(globex));
        assertThat(list("?text=CAPITAL+france")).containsExactly(id(france), id(globex));
        assertThat(list("?tenant=acme&text=" + RunningAdmin.encode("capital -france")))
                .containsExactly(id(mongolia));
        assertThat(list("?text=" + RunningAdmin.encode("egg or mongolia")))
                .containsExactly(id(mongolia), id(recipe));
        assertThat(list("?text=" + RunningAdmin.encode("\"boil an egg\"")))
                .containsExactly(id(recipe));
        assertThat(list("?text=nowhere")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'; drop table recurra.entry; --",
                "' or '1'='1",
                "\\",
                "capital) | (egg",
                "& | ! <->",
                ":* \" (",
                "%_",
                "\uD83D\uDE00"
            })
    void takesAnyTextAsText(String text) throws Exception {
        String encoded = RunningAdmin.encode(text);
        assertThat(admin.get(PATH + "?text=" + encoded).statusCode()).isEqualTo(200);
        assertThat(list("?model=" + encoded)).isEmpty();
        assertThat(list("?limit=1")).containsExactly(id(mongolia));
    }

    @Test
    void givesEveryEntryOnceInPages() throws Exception {
        List<String> all = list("?tenant=many&limit=200");
        assertThat(all).hasSize(25).doesNotHaveDuplicates();
        List<String> paged = new ArrayList<>();
        JsonNode page = page("?tenant=many&limit=7");
        int pages = 1;
        while (page.has("nextCursor")) {
            paged.addAll(ids(page));
            page = page("?tenant=many&limit=7&cursor=" + page.path("nextCursor").stringValue());
            pages++;
        }
        paged.addAll(ids(page));
        assertThat(paged).isEqualTo(all);
        assertThat(pages).isEqualTo(4);
        assertThat(page("?tenant=many&limit=25").has("nextCursor")).isFalse();
    }

    @Test
    void givesAnEntryOnceAlthoughNewOnesCome() throws Exception {
        String tenant = "busy";
        Entry first = daysOld(31, tenant, "gpt-4o", "First?");
        Entry second = daysOld(32, tenant, "gpt-4o", "Second?");
        writer.upsert(first);
        writer.upsert(second);
        JsonNode page = page("?tenant=busy&limit=1");
        assertThat(ids(page)).containsExactly(id(first));
        writer.upsert(daysOld(30, tenant, "gpt-4o", "Newer?"));
        assertThat(list("?tenant=busy&limit=1&cursor=" + page.path("nextCursor").stringValue()))
                .containsExactly(id(second));
    }

    @Test
    void summarises() throws Exception {
        JsonNode entry = page("?tenant=acme&limit=1").at("/entries/0");
        assertThat(entry)
                .isEqualTo(
                        new JsonMapper()
                                .readTree(
                                        """
                                        {"tenant": "acme", "id": "%s", "question": "What is the capital of Mongolia?",
                                         "model": "gpt-4o", "answeredModel": "gpt-4o-2026-01-01",
                                         "provider": "test-provider", "promptTokens": 11, "completionTokens": 22,
                                         "costUsd": 0.001234567, "answeredAt": "%s", "expired": false}
                                        """
                                                .formatted(
                                                        id(mongolia),
                                                        mongolia.answer().answeredAt())));
        assertThat(page("?tenant=old").at("/entries/0/expired").booleanValue()).isTrue();
    }

    @Test
    void cutsLongQuestions() throws Exception {
        writer.upsert(daysOld(30, "long", "gpt-4o", "long ".repeat(1000)));
        assertThat(page("?tenant=long").at("/entries/0/question").stringValue()).hasSize(500);
    }

    @Test
    void showsAnEntry() throws Exception {
        JsonNode shown = RunningAdmin.json(admin.get(PATH + "/acme/" + id(mongolia)));
        assertThat(shown.path("question").stringValue())
                .isEqualTo("What is the capital of Mongolia?");
        assertThat(shown.path("request"))
                .isEqualTo(new JsonMapper().readTree(mongolia.canonicalRequest()));
        assertThat(shown.at("/answer/choices/0/message/content").stringValue())
                .isEqualTo("Ulaanbaatar");
        JsonNode provenance = shown.path("provenance");
        assertThat(provenance.path("interactionId").stringValue())
                .isEqualTo(mongolia.interactionId().toString());
        assertThat(provenance.path("mode").stringValue()).isEqualTo("json");
        assertThat(provenance.path("events").intValue()).isEqualTo(1);
        assertThat(provenance.path("exactKey").stringValue())
                .isEqualTo(mongolia.answer().exactKey().hex());
        assertThat(provenance.path("scopeKey").stringValue()).isEqualTo(mongolia.scopeKey().hex());
        assertThat(provenance.path("normalizedKey").stringValue())
                .isEqualTo(mongolia.normalizedKey().orElseThrow().hex());
        assertThat(provenance.path("answerDigest").stringValue()).hasSize(64);
    }

    @Test
    void knowsNoEntryUnderAnotherTenantOrAfterItsEnd() throws Exception {
        assertNotFound(admin.get(PATH + "/globex/" + id(mongolia)));
        assertNotFound(admin.delete(PATH + "/globex/" + id(mongolia)));
        Entry gone = daysOld(30, "gone", "gpt-4o", "Still there?");
        writer.upsert(gone);
        assertThat(list("?tenant=gone")).hasSize(1);
        writer.invalidate(
                new TenantId("gone"),
                new EntryId(gone.answer().entryId().value()),
                NOW,
                "test",
                null);
        assertThat(list("?tenant=gone")).isEmpty();
        assertNotFound(admin.get(PATH + "/gone/" + id(gone)));
    }

    @Test
    void saysSoWhenKafkaDoesNotTakeTheDeletion() throws Exception {
        HttpResponse<String> response = admin.delete(PATH + "/acme/" + id(mongolia));
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(RunningAdmin.json(response).path("code").stringValue())
                .isEqualTo("kafka_unavailable");
        assertThat(list("?tenant=acme")).contains(id(mongolia));
    }

    @Test
    void saysThatTheSchemaIsMissing() throws Exception {
        try (RunningAdmin early = RunningAdmin.on(TestPostgres.shared().createDatabase())) {
            HttpResponse<String> response = early.get(PATH);
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(RunningAdmin.json(response).path("code").stringValue())
                    .isEqualTo("schema_missing");
            assertThat(early.get("/readyz").statusCode()).isEqualTo(503);
        }
        assertThat(admin.get("/readyz").statusCode()).isEqualTo(200);
    }

    private static void assertNotFound(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(RunningAdmin.json(response).path("code").stringValue()).isEqualTo("not_found");
    }

    private static Entry daysOld(int days, String tenant, String model, String question) {
        return Samples.entry(tenant, model, question, NOW.minus(Duration.ofDays(days)));
    }

    private static String id(Entry entry) {
        return entry.answer().entryId().toString();
    }

    private static List<String> list(String query) throws Exception {
        return ids(page(query));
    }

    private static JsonNode page(String query) throws Exception {
        HttpResponse<String> response = admin.get(PATH + query);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return RunningAdmin.json(response);
    }

    private static List<String> ids(JsonNode page) {
        return page.path("entries").valueStream().map(e -> e.path("id").stringValue()).toList();
    }
}
