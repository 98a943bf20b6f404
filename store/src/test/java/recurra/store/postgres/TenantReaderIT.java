package recurra.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static recurra.store.Samples.ACME;
import static recurra.store.Samples.GLOBEX;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import recurra.matching.TenantId;
import recurra.store.StoreUnavailableException;
import recurra.store.StoreUnavailableException.Reason;
import recurra.store.TestDatabase;
import recurra.testing.TestPostgres;

class TenantReaderIT {
    private static final List<String> TABLES =
            List.of("entry", "entry_invalidation", "standing_entry", "template_vector");

    private static TestDatabase database;

    @BeforeAll
    static void create() {
        database = TestDatabase.create();
        for (TenantId tenant : List.of(ACME, GLOBEX)) {
            insertRows(tenant);
        }
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void seesOneTenantWithoutAnyCondition() {
        for (String table : TABLES) {
            for (TenantId tenant : List.of(ACME, GLOBEX)) {
                assertThat(tenantsSeen(reader(Duration.ofSeconds(5)), tenant, table))
                        .as(table)
                        .containsExactly(tenant.value());
            }
            assertThat(tenantsSeen(reader(Duration.ofSeconds(5)), new TenantId("nobody"), table))
                    .as(table)
                    .isEmpty();
        }
    }

    @Test
    void seesNothingWhereNoTenantIsNamed() {
        for (String table : TABLES) {
            List<String> seen =
                    database.transactions()
                            .execute(transaction -> {
                                JdbcClient jdbc = database.jdbc();
                                jdbc.sql("set local role recurra_tenant").update();
                                return tenants(jdbc, table);
                            });
            assertThat(seen).as(table).isEmpty();
        }
    }

    @Test
    void cannotReadWhatIsNotForTenants() {
        for (String table : List.of("served_request", "processed_event", "flyway_core")) {
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() ->
                            reader(Duration.ofSeconds(5))
                                    .read(
                                            ACME,
                                            jdbc ->
                                                    jdbc.sql("select * from recurra." + table)
                                                            .query()
                                                            .listOfRows()))
                    .withStackTraceContaining("permission denied");
        }
    }

    @Test
    void cannotWrite() {
        for (String table : TABLES) {
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() ->
                            reader(Duration.ofSeconds(5))
                                    .read(
                                            ACME,
                                            jdbc ->
                                                    jdbc.sql("delete from recurra." + table)
                                                            .update()));
        }
    }

    @Test
    void leavesTheConnectionAsItWas() {
        TenantReader reader = reader(Duration.ofSeconds(5));
        for (int i = 0; i < 50; i++) {
            tenantsSeen(reader, ACME, "entry");
        }

        assertThat(tenants(database.jdbc(), "entry")).containsExactly("acme", "globex");
        assertThat(database.jdbc().sql("show statement_timeout").query(String.class).single())
                .isEqualTo("0");
    }

    @Test
    void doesNotTurnTheCallersTransactionIntoTheTenants() {
        TenantReader reader = reader(Duration.ofSeconds(5));
        List<String> seen =
                database.transactions()
                        .execute(transaction -> {
                            tenantsSeen(reader, ACME, "entry");
                            return tenants(database.jdbc(), "entry");
                        });

        assertThat(seen).containsExactly("acme", "globex");
    }

    @Test
    void aSlowStatementEndsWithTheDeadlineAndKeepsItsConnection() {
        Duration deadline = Duration.ofMillis(200);
        TenantReader reader = reader(deadline);
        for (int i = 0; i < 20; i++) {
            assertThat(failureOfSleeping(reader, deadline).reason()).isEqualTo(Reason.TIMEOUT);
        }

        await().untilAsserted(() -> assertThat(database.connectionsInUse()).isZero());
        assertThat(tenantsSeen(reader(Duration.ofSeconds(5)), ACME, "entry"))
                .containsExactly("acme");
    }

    @Test
    void aCallerThatIsInterruptedDoesNotCostTheConnection() throws Exception {
        TenantReader reader = reader(Duration.ofSeconds(5));
        AtomicBoolean ended = new AtomicBoolean();

        assertThat(
                        failureOfInterrupted(
                                reader,
                                jdbc -> {
                                    jdbc.sql("select pg_sleep(0.5)").query(row -> {});
                                    ended.set(true);
                                    return true;
                                }))
                .hasMessageContaining("interrupted");

        assertThat(ended).isFalse();
        await().untilTrue(ended);
        await().untilAsserted(() -> assertThat(database.connectionsInUse()).isZero());
    }

    @Test
    void aReadThatNobodyWaitsForEndsAtItsDeadline() throws Exception {
        TenantReader reader = reader(Duration.ofMillis(400));

        failureOfInterrupted(
                reader,
                jdbc -> {
                    // Beyond the server's own limit for a statement.
                    jdbc.sql("set local statement_timeout = 0").update();
                    jdbc.sql("select pg_sleep(30)").query(row -> {});
                    return true;
                });

        await().untilAsserted(() -> assertThat(database.connectionsInUse()).isZero());
    }

    @Test
    void aFrozenServerCostsTheDeadlineAndNoMore() {
        try (TestPostgres server = TestPostgres.fresh();
                TestDatabase frozen = TestDatabase.on(server, false)) {
            SimpleMeterRegistry meters = new SimpleMeterRegistry();
            Duration deadline = Duration.ofMillis(200);
            TenantReader reader =
                    new TenantReader("test", frozen.dataSource(), deadline, Map.of(), meters);
            await().ignoreExceptionsInstanceOf(StoreUnavailableException.class)
                    .until(() -> tenantsSeen(reader, ACME, "entry").isEmpty());

            server.freeze();
            // More often than the pool has connections.
            for (int i = 0; i < 20; i++) {
                assertThat(failureOfSleeping(reader, deadline).reason()).isEqualTo(Reason.TIMEOUT);
            }
            assertThat(
                            meters.timer(
                                            "recurra.postgres.reads",
                                            "reader",
                                            "test",
                                            "outcome",
                                            "timeout")
                                    .count())
                    .isGreaterThanOrEqualTo(20);

            server.thaw();
            await().ignoreExceptionsInstanceOf(StoreUnavailableException.class)
                    .until(() -> tenantsSeen(reader, ACME, "entry").isEmpty());
            await().untilAsserted(() -> assertThat(frozen.connectionsInUse()).isZero());
        }
    }

    @Test
    void aStoppedServerIsToldAndFoundAgain() {
        try (TestPostgres server = TestPostgres.fresh();
                TestDatabase stopped = TestDatabase.on(server, false)) {
            Duration deadline = Duration.ofSeconds(5);
            TenantReader reader =
                    new TenantReader(
                            "test",
                            stopped.dataSource(),
                            deadline,
                            Map.of(),
                            new SimpleMeterRegistry());
            tenantsSeen(reader, ACME, "entry");

            server.stop();
            assertThat(failureOfSleeping(reader, deadline).reason()).isEqualTo(Reason.UNREACHABLE);

            server.start();
            await().ignoreExceptionsInstanceOf(StoreUnavailableException.class)
                    .until(() -> tenantsSeen(reader, ACME, "entry").isEmpty());
        }
    }

    private static TenantReader reader(Duration deadline) {
        return new TenantReader(
                "test", database.dataSource(), deadline, Map.of(), new SimpleMeterRegistry());
    }

    private static List<String> tenantsSeen(TenantReader reader, TenantId tenant, String table) {
        return reader.read(tenant, jdbc -> tenants(jdbc, table));
    }

    private static List<String> tenants(JdbcClient jdbc, String table) {
        return jdbc.sql("select tenant_id from recurra." + table + " order by tenant_id")
                .query(String.class)
                .list();
    }

    /** The failure of a read that takes ten seconds, which has to come soon after the deadline. */
    private static StoreUnavailableException failureOfSleeping(
            TenantReader reader, Duration deadline) {
        long startedNanos = System.nanoTime();
        StoreUnavailableException failure =
                catchThrowableOfType(
                        StoreUnavailableException.class,
                        () ->
                                reader.read(
                                        ACME,
                                        jdbc -> {
                                            jdbc.sql("select pg_sleep(10)").query(row -> {});
                                            return true;
                                        }));
        assertThat(failure).isNotNull();
        assertThat(Duration.ofNanos(System.nanoTime() - startedNanos))
                .isLessThan(deadline.multipliedBy(2));
        return failure;
    }

    private static Throwable failureOfInterrupted(
            TenantReader reader, Function<JdbcClient, Boolean> queries) throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread caller =
                Thread.ofVirtual()
                        .start(() -> failure.set(catchThrowable(() -> reader.read(ACME, queries))));
        await().untilAsserted(() -> assertThat(database.connectionsInUse()).isOne());
        caller.interrupt();
        assertThat(caller.join(Duration.ofSeconds(5))).isTrue();
        assertThat(failure.get()).isInstanceOf(StoreUnavailableException.class);
        return failure.get();
    }

    private static void insertRows(TenantId tenant) {
        JdbcClient jdbc = database.jdbc();
        jdbc.sql(
                        """
                        insert into recurra.entry (
                            tenant_id, entry_id, exact_key, scope_key, interaction_id, model, answered_model, provider,
                            canonical_request, answer, answer_digest, answered_at)
                        select :tenant, gen_random_uuid(), key, key, gen_random_uuid(), 'm', 'm', 'p', '{}', '', key, now()
                        from (select sha256('k') as key) keys
                        """)
                .param("tenant", tenant.value())
                .update();
        jdbc.sql(
                        """
                        insert into recurra.entry_invalidation
                        values (:tenant, gen_random_uuid(), now(), 'somebody', 'secret reason')
                        """)
                .param("tenant", tenant.value())
                .update();
        jdbc.sql(
                        """
                        insert into recurra.template_vector
                        select :tenant, gen_random_uuid(), key, key, 'm', 'm', 1, 'e5', '1',
                               (select array_agg(0.05::real) from generate_series(1, 384))::vector, 1, '{}', now()
                        from (select sha256('k') as key) keys
                        """)
                .param("tenant", tenant.value())
                .update();
    }
}
