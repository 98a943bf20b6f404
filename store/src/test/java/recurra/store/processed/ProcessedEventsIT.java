package recurra.store.processed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import recurra.store.TestDatabase;
import recurra.testing.TestPostgres;

class ProcessedEventsIT {
    private static TestDatabase database;

    private final ProcessedEvents processed = new ProcessedEvents(database.dataSource());
    private final UUID event = UUID.randomUUID();

    @BeforeAll
    static void create() {
        database = TestDatabase.on(TestPostgres.withoutPgvector(), false);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void anEventIsClaimedOncePerConsumer() {
        assertThat(processed.claim("entries", event)).isTrue();
        assertThat(processed.claim("entries", event)).isFalse();
        assertThat(processed.claim("accounts", event)).isTrue();
        assertThat(processed.claim("entries", UUID.randomUUID())).isTrue();
    }

    @Test
    void aBatchIsClaimedExceptWhatWasApplied() {
        UUID applied = UUID.randomUUID();
        processed.claim("entries", applied);

        assertThat(processed.claim("entries", List.of(event, applied, event)))
                .containsExactly(event);
        assertThat(processed.claim("entries", List.of(event, applied))).isEmpty();
        assertThat(processed.claim("entries", List.of())).isEmpty();
    }

    @Test
    void aClaimIsGivenBackWithItsTransaction() {
        database.transactions()
                .executeWithoutResult(transaction -> {
                    assertThat(processed.claim("entries", event)).isTrue();
                    transaction.setRollbackOnly();
                });

        assertThat(processed.claim("entries", event)).isTrue();
    }

    @Test
    void oneOfManyClaimsIt() throws Exception {
        Callable<Boolean> claim =
                () ->
                        database.transactions()
                                .execute(transaction -> processed.claim("entries", event));
        try (ExecutorService consumers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> claims =
                    consumers.invokeAll(Stream.generate(() -> claim).limit(20).toList());

            assertThat(claims.stream().map(Future::resultNow).toList()).containsOnlyOnce(true);
        }
    }

    @Test
    void forgetsWhatIsOld() {
        processed.claim("old", event);
        database.jdbc()
                .sql(
                        "update recurra.processed_event set processed_at = now() - interval '8 days' where consumer = 'old'")
                .update();

        assertThat(processed.purge(Duration.ofDays(9))).isZero();
        assertThat(processed.purge(Duration.ofDays(7))).isOne();
        assertThat(processed.claim("old", event)).isTrue();
    }

    @Test
    void forgetsOneConsumer() {
        processed.claim("one", event);
        processed.claim("two", event);

        processed.clear("one");

        assertThat(processed.claim("one", event)).isTrue();
        assertThat(processed.claim("two", event)).isFalse();
    }
}
