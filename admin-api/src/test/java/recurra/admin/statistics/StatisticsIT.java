package recurra.admin.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import recurra.admin.RunningAdmin;
import recurra.embedded.DatabaseLogin;
import recurra.events.RequestServed;
import recurra.events.ServedOutcome;
import recurra.events.TokenUsage;
import recurra.matching.Sha256;
import recurra.schemas.Migrations;
import recurra.store.accounting.ServedRequests;
import recurra.testing.TestPostgres;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Statistics of rows that were counted by hand. */
class StatisticsIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String DAY = "?from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00Z";

    static RunningAdmin admin;

    @BeforeAll
    static void start() {
        DatabaseLogin database = TestPostgres.shared().createDatabase();
        Migrations.migrate(database.dataSource(), false);
        List<RequestServed> rows = new ArrayList<>();
        // 10:00: three misses, four hits of all kinds, one failure.
        rows.add(served("10:05", "acme", "gpt-4o", ServedOutcome.MISS, 100, 1, 2, 3_000L, null));
        rows.add(served("10:06", "acme", "gpt-4o", ServedOutcome.MISS, 200, 10, 20, 30_000L, null));
        rows.add(
                served(
                        "10:07",
                        "acme",
                        "gpt-4o",
                        ServedOutcome.MISS,
                        300,
                        100,
                        200,
                        300_000L,
                        null));
        rows.add(served("10:08", "acme", "gpt-4o", ServedOutcome.EXACT, 2, 1, 2, null, 3_000L));
        rows.add(
                served("10:09", "acme", "gpt-4o", ServedOutcome.NORMALIZED, 3, 1, 2, null, 3_000L));
        rows.add(
                served(
                        "10:10",
                        "acme",
                        "gpt-4o",
                        ServedOutcome.TEMPLATE,
                        20,
                        10,
                        20,
                        null,
                        30_000L));
        rows.add(
                served("10:59", "acme", "gpt-4o", ServedOutcome.JOINED, 90, 10, 20, null, 30_000L));
        rows.add(failed("10:59", "acme", "rate_limited"));
        // 12:00: one hundred exact hits of 1 to 100 ms, another tenant's, another model's.
        for (int i = 1; i <= 100; i++) {
            rows.add(
                    served(
                            "12:00",
                            "globex",
                            "gpt-4o-mini",
                            ServedOutcome.EXACT,
                            i,
                            0,
                            0,
                            null,
                            null));
        }
        // Outside of the day: the moment after it, and the one before it.
        rows.add(at("2026-03-02T00:00:00Z", "acme", "gpt-4o", ServedOutcome.MISS, 1));
        rows.add(at("2026-02-28T23:59:59.999999Z", "acme", "gpt-4o", ServedOutcome.MISS, 1));
        new ServedRequests(database.dataSource()).record(rows);
        admin = RunningAdmin.on(database);
    }

    @AfterAll
    static void stop() {
        admin.close();
    }

    @Test
    void countsATenant() throws Exception {
        JsonNode day = read(DAY + "&tenant=acme");
        assertThat(day.path("from").stringValue()).isEqualTo("2026-03-01T00:00:00Z");
        assertThat(day.path("to").stringValue()).isEqualTo("2026-03-02T00:00:00Z");
        assertThat(day.path("outcomes"))
                .isEqualTo(
                        JSON.readTree(
                                """
                                {"exact": 1, "failed": 1, "joined": 1, "miss": 3, "normalized": 1, "template": 1}
                                """));
        assertThat(day.path("errors")).isEqualTo(JSON.readTree("{\"rate_limited\": 1}"));
        assertThat(day.path("total"))
                .isEqualTo(
                        JSON.readTree(
                                """
                                {"requests": 8, "hits": 4, "misses": 3, "failed": 1, "hitRatio": 0.5714285714285714,
                                 "spent": {"promptTokens": 111, "completionTokens": 222, "usd": 0.000333000},
                                 "saved": {"promptTokens": 22, "completionTokens": 44, "usd": 0.000066000}}
                                """));
        assertThat(day.path("hours")).hasSize(1);
        assertThat(day.at("/hours/0/hour").stringValue()).isEqualTo("2026-03-01T10:00:00Z");
        assertThat(day.at("/hours/0/counts")).isEqualTo(day.path("total"));
    }

    @Test
    void countsEverybodyByHour() throws Exception {
        JsonNode day = read(DAY);
        assertThat(day.at("/total/requests").longValue()).isEqualTo(108);
        assertThat(day.at("/total/hits").longValue()).isEqualTo(104);
        assertThat(day.path("hours").valueStream().map(hour -> hour.path("hour").stringValue()))
                .containsExactly("2026-03-01T10:00:00Z", "2026-03-01T12:00:00Z");
        assertThat(day.at("/hours/1/counts/requests").longValue()).isEqualTo(100);
        assertThat(day.at("/hours/1/counts/hitRatio").doubleValue()).isEqualTo(1.0);
    }

    @Test
    void givesLatenciesByOutcome() throws Exception {
        JsonNode globex = read(DAY + "&tenant=globex").at("/latencies/exact");
        assertThat(globex)
                .isEqualTo(
                        JSON.readTree(
                                """
                                {"total": {"p50": 50.0, "p95": 95.0, "p99": 99.0},
                                 "firstByte": {"p50": 25.0, "p95": 47.5, "p99": 49.5}}
                                """));
        JsonNode acme = read(DAY + "&tenant=acme").path("latencies");
        assertThat(acme.at("/miss/total/p50").doubleValue()).isEqualTo(200.0);
        assertThat(acme.at("/miss/total/p99").doubleValue()).isEqualTo(300.0);
        assertThat(acme.at("/template/total/p50").doubleValue()).isEqualTo(20.0);
    }

    @Test
    void countsAModel() throws Exception {
        assertThat(read(DAY + "&model=gpt-4o-mini").at("/total/requests").longValue())
                .isEqualTo(100);
    }

    @Test
    void countsNothingWhereThereIsNothing() throws Exception {
        JsonNode nothing = read("?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z");
        assertThat(nothing.path("total"))
                .isEqualTo(
                        JSON.readTree(
                                """
                                {"requests": 0, "hits": 0, "misses": 0, "failed": 0,
                                 "spent": {"promptTokens": 0, "completionTokens": 0, "usd": 0E-9},
                                 "saved": {"promptTokens": 0, "completionTokens": 0, "usd": 0E-9}}
                                """));
        assertThat(nothing.path("hours")).isEmpty();
        assertThat(nothing.path("latencies")).isEmpty();
        assertThat(read("").at("/total/requests").longValue()).isZero();
    }

    private static JsonNode read(String query) throws Exception {
        HttpResponse<String> response = admin.get("/admin/v1/statistics" + query);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return RunningAdmin.json(response);
    }

    private static RequestServed served(
            String time,
            String tenant,
            String model,
            ServedOutcome outcome,
            int millis,
            long promptTokens,
            long completionTokens,
            @Nullable Long spent,
            @Nullable Long saved) {
        return RequestServed.newBuilder(
                        at("2026-03-01T" + time + ":00Z", tenant, model, outcome, millis))
                .setUsage(new TokenUsage(promptTokens, completionTokens, 0L))
                .setSpentNanoUsd(spent)
                .setSavedNanoUsd(saved)
                .build();
    }

    private static RequestServed failed(String time, String tenant, String error) {
        return RequestServed.newBuilder(
                        at(
                                "2026-03-01T" + time + ":00Z",
                                tenant,
                                "gpt-4o",
                                ServedOutcome.FAILED,
                                5))
                .setStatus(429)
                .setErrorCode(error)
                .build();
    }

    /** The first byte comes after half the time. */
    private static RequestServed at(
            String time, String tenant, String model, ServedOutcome outcome, int millis) {
        return RequestServed.newBuilder()
                .setEventId(UUID.randomUUID())
                .setOccurredAt(Instant.parse(time))
                .setTenantId(tenant)
                .setRequestId(UUID.randomUUID().toString())
                .setExactKey(Sha256.hex(time))
                .setModel(model)
                .setOutcome(outcome)
                .setStream(false)
                .setStatus(200)
                .setLatencyMicros(millis * 1000L)
                .setFirstByteMicros(millis * 500L)
                .build();
    }
}
