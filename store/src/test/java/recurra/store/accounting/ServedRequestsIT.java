package recurra.store.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static recurra.store.Samples.ACME;
import static recurra.store.Samples.exactKey;

import java.sql.Array;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import recurra.events.MatchEvidence;
import recurra.events.RequestServed;
import recurra.events.ServedOutcome;
import recurra.events.TokenUsage;
import recurra.matching.EntryId;
import recurra.store.TestDatabase;
import recurra.testing.TestPostgres;

class ServedRequestsIT {
    private static TestDatabase database;

    private final ServedRequests served = new ServedRequests(database.dataSource());

    @BeforeAll
    static void create() {
        database = TestDatabase.on(TestPostgres.withoutPgvector(), false);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void clear() {
        served.clear();
    }

    @Test
    void keepsEachRequestOnce() {
        RequestServed first = miss(Instant.now());
        RequestServed second = miss(Instant.now());

        assertThat(served.record(List.of(first, second, first))).isEqualTo(2);
        assertThat(served.record(List.of(second))).isZero();
        assertThat(served.record(List.of())).isZero();
        assertThat(rows()).hasSize(2);
    }

    @Test
    void keepsEveryField() throws SQLException {
        RequestServed hit =
                RequestServed.newBuilder(miss(Instant.parse("2026-03-01T12:00:00.123456Z")))
                        .setProvider(null)
                        .setOutcome(ServedOutcome.TEMPLATE)
                        .setTraceparent("00-abc-def-01")
                        .setEntryExactKey(exactKey("entry").hex())
                        .setEvidence(
                                new MatchEvidence(
                                        exactKey("candidate").hex(),
                                        0.97,
                                        0.9,
                                        List.of("numbers", "negation"),
                                        "order"))
                        .setDegraded(List.of("embedder"))
                        .setUsage(new TokenUsage(10L, 20L, 5L))
                        .setSavedNanoUsd(700L)
                        .build();
        served.record(List.of(hit));

        Map<String, Object> row = rows().getFirst();
        assertThat(row)
                .containsEntry("event_id", hit.getEventId())
                .containsEntry("tenant_id", "acme")
                .containsEntry("request_id", "req-1")
                .containsEntry("traceparent", "00-abc-def-01")
                .containsEntry("model", "gpt-4o")
                .containsEntry("provider", null)
                .containsEntry("outcome", "TEMPLATE")
                .containsEntry("stream", true)
                .containsEntry("status", 200)
                .containsEntry("entry_id", EntryId.of(ACME, exactKey("entry")).value())
                .containsEntry(
                        "candidate_entry_id", EntryId.of(ACME, exactKey("candidate")).value())
                .containsEntry("score", 0.97)
                .containsEntry("threshold", 0.9)
                .containsEntry("veto", "order")
                .containsEntry("prompt_tokens", 10L)
                .containsEntry("completion_tokens", 20L)
                .containsEntry("cached_prompt_tokens", 5L)
                .containsEntry("spent_nano_usd", null)
                .containsEntry("saved_nano_usd", 700L)
                .containsEntry("latency_micros", 1_500L)
                .containsEntry("first_byte_micros", 900L);
        assertThat((byte[]) row.get("exact_key")).isEqualTo(exactKey("q").bytes());
        assertThat(strings(row.get("guards_passed"))).containsExactly("numbers", "negation");
        assertThat(strings(row.get("degraded"))).containsExactly("embedder");
    }

    @Test
    void keepsARequestWithoutEvidence() {
        served.record(List.of(miss(Instant.now())));

        assertThat(rows().getFirst())
                .containsEntry("score", null)
                .containsEntry("guards_passed", null)
                .containsEntry("entry_id", null)
                .containsEntry("prompt_tokens", null);
    }

    @Test
    void forgetsWhatIsOld() {
        served.record(
                List.of(
                        miss(Instant.now().minus(Duration.ofDays(31))),
                        miss(Instant.now().minus(Duration.ofDays(29)))));

        assertThat(served.purge(Duration.ofDays(30))).isOne();
        assertThat(rows()).hasSize(1);
    }

    private static RequestServed miss(Instant at) {
        return RequestServed.newBuilder()
                .setEventId(UUID.randomUUID())
                .setOccurredAt(at)
                .setTenantId(ACME.value())
                .setRequestId("req-1")
                .setExactKey(exactKey("q").hex())
                .setModel("gpt-4o")
                .setProvider("openai")
                .setOutcome(ServedOutcome.MISS)
                .setStream(true)
                .setStatus(200)
                .setLatencyMicros(1_500)
                .setFirstByteMicros(900)
                .build();
    }

    private static List<Map<String, Object>> rows() {
        return database.jdbc().sql("select * from recurra.served_request").query().listOfRows();
    }

    private static String[] strings(Object array) throws SQLException {
        return (String[]) ((Array) array).getArray();
    }
}
