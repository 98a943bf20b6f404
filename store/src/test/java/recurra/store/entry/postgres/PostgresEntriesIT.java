package recurra.store.entry.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static recurra.store.Samples.ACME;
import static recurra.store.Samples.GLOBEX;
import static recurra.store.Samples.NOON;
import static recurra.store.Samples.answer;
import static recurra.store.Samples.exactKey;
import static recurra.store.Samples.normalizedKey;
import static recurra.store.Samples.scopeKey;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import recurra.matching.EntryId;
import recurra.matching.TenantId;
import recurra.store.TestDatabase;
import recurra.store.answer.CachedAnswer;
import recurra.store.entry.Entry;

class PostgresEntriesIT {
    private static final EntryId ID = EntryId.of(ACME, exactKey("q"));

    private static TestDatabase database;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final PostgresEntryWriter writer = new PostgresEntryWriter(database.dataSource());
    private final PostgresEntryReader reader =
            new PostgresEntryReader(
                    database.dataSource(),
                    Duration.ofSeconds(5),
                    Clock.fixed(NOON.plusSeconds(3_600), ZoneOffset.UTC),
                    meters);

    @BeforeAll
    static void create() {
        database = TestDatabase.create();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void clear() {
        writer.clear();
    }

    @Test
    void findsWhatWasKept() {
        CachedAnswer answer = answer(ACME, "q", "yes", NOON, NOON.plusSeconds(7_200));

        assertThat(writer.upsert(entry(ACME, answer))).isTrue();

        assertThat(reader.find(ACME, List.of(ID, EntryId.of(ACME, exactKey("other")))))
                .isEqualTo(Map.of(ID, answer));
        assertThat(reader.find(ACME, List.of())).isEmpty();
    }

    @Test
    void keepsWhatIsAbsent() {
        CachedAnswer full = answer(ACME, "q", "yes", NOON);
        CachedAnswer sparse =
                new CachedAnswer(
                        full.entryId(),
                        full.exactKey(),
                        full.model(),
                        full.answeredModel(),
                        full.provider(),
                        null,
                        null,
                        full.answeredAt(),
                        null,
                        full.answer());
        writer.upsert(
                new Entry(
                        ACME,
                        scopeKey("s"),
                        Optional.empty(),
                        UUID.randomUUID(),
                        "{}",
                        Optional.empty(),
                        sparse));

        assertThat(reader.find(ACME, List.of(ID))).isEqualTo(Map.of(ID, sparse));
    }

    @Test
    void keepsTenantsApart() {
        writer.upsert(entry(ACME, answer(ACME, "q", "yes", NOON)));

        assertThat(reader.find(GLOBEX, List.of(ID))).isEmpty();
        assertThat(writer.invalidate(GLOBEX, ID, NOON.plusSeconds(1), "somebody", null)).isFalse();
        assertThat(reader.find(ACME, List.of(ID))).hasSize(1);
    }

    @Test
    void doesNotFindWhatHasExpired() {
        writer.upsert(entry(ACME, answer(ACME, "q", "yes", NOON, NOON.plusSeconds(3_600))));

        assertThat(reader.find(ACME, List.of(ID))).isEmpty();
    }

    @Test
    void whatCannotBeReadIsAbsentAndCounted() {
        writer.upsert(entry(ACME, answer(ACME, "q", "yes", NOON)));
        writer.upsert(entry(ACME, answer(ACME, "r", "yes", NOON)));
        database.jdbc()
                .sql("update recurra.entry set answer = 'rubbish' where entry_id = :id")
                .param("id", ID.value())
                .update();

        EntryId readable = EntryId.of(ACME, exactKey("r"));
        assertThat(reader.find(ACME, List.of(ID, readable))).containsOnlyKeys(readable);
        assertThat(meters.counter("recurra.entry.unreadable").count()).isOne();
    }

    /** Every order of every selection, with repetitions, ends where the rule says it ends. */
    @Test
    void theOrderOfEventsDoesNotMatter() {
        List<Event> events =
                List.of(
                        new Answered("first", NOON),
                        new Answered("second", NOON.plusNanos(1_000)),
                        new Answered("twin of second", NOON.plusNanos(1_000)),
                        new Invalidated(NOON),
                        new Invalidated(NOON.plusNanos(1_000)));

        for (List<Event> selection : selections(events)) {
            Set<Optional<CachedAnswer>> ends = new HashSet<>();
            for (List<Event> order : orders(selection)) {
                writer.clear();
                order.forEach(event -> event.apply(writer));
                order.forEach(event -> event.apply(writer));
                ends.add(Optional.ofNullable(reader.find(ACME, List.of(ID)).get(ID)));
            }
            assertThat(ends).as("%s", selection).hasSize(1);
            Optional<Instant> newestInvalidation =
                    selection.stream()
                            .filter(Invalidated.class::isInstance)
                            .map(Event::at)
                            .max(Instant::compareTo);
            boolean stands =
                    selection.stream()
                            .filter(Answered.class::isInstance)
                            .anyMatch(event ->
                                    newestInvalidation.isEmpty()
                                            || event.at().isAfter(newestInvalidation.get()));
            assertThat(ends.iterator().next().isPresent()).as("%s", selection).isEqualTo(stands);
        }
    }

    @Test
    void tellsWhetherTheEntryStands() {
        Entry older = entry(ACME, answer(ACME, "q", "older", NOON));
        Entry newer = entry(ACME, answer(ACME, "q", "newer", NOON.plusSeconds(1)));

        assertThat(writer.upsert(newer)).isTrue();
        assertThat(writer.upsert(older)).isFalse();
        assertThat(writer.upsert(newer)).isTrue();
        assertThat(writer.invalidate(ACME, ID, NOON, "somebody", "late")).isFalse();
        assertThat(writer.invalidate(ACME, ID, NOON.plusSeconds(1), "somebody", null)).isTrue();
        assertThat(writer.invalidate(ACME, ID, NOON.plusSeconds(1), "somebody", null)).isFalse();
        assertThat(writer.upsert(newer)).isFalse();
    }

    /** Two transactions that do not see each other: the row stays, and is never served. */
    @Test
    void anAnswerAndItsInvalidationAtTheSameTimeEndAsInvalidated() {
        database.transactions()
                .executeWithoutResult(answering -> {
                    writer.upsert(entry(ACME, answer(ACME, "q", "yes", NOON)));
                    TransactionTemplate invalidating = database.transactions();
                    invalidating.setPropagationBehavior(
                            TransactionDefinition.PROPAGATION_REQUIRES_NEW);
                    invalidating.executeWithoutResult(transaction ->
                            writer.invalidate(ACME, ID, NOON.plusSeconds(1), "admin", null));
                });

        assertThat(reader.find(ACME, List.of(ID))).isEmpty();
    }

    @Test
    void joinsTheTransactionOfItsThread() {
        database.transactions()
                .executeWithoutResult(transaction -> {
                    writer.upsert(entry(ACME, answer(ACME, "q", "yes", NOON)));
                    transaction.setRollbackOnly();
                });

        assertThat(reader.find(ACME, List.of(ID))).isEmpty();
    }

    @Test
    void keepsTextThatPostgresRefuses() {
        CachedAnswer answer = answer(ACME, "q", "yes\\u0000", NOON);
        String canonical =
                "{\"messages\":[{\"content\":\"a\\u0000b\",\"role\":\"user\"}],\"model\":\"m\"}";
        writer.upsert(
                new Entry(
                        ACME,
                        scopeKey("s"),
                        Optional.of(normalizedKey("q")),
                        UUID.randomUUID(),
                        canonical,
                        Optional.of("a\u0000b \uD83C"),
                        answer));

        assertThat(reader.find(ACME, List.of(ID))).isEqualTo(Map.of(ID, answer));
        assertThat(column("canonical_request")).isEqualTo(canonical);
        assertThat(column("question")).isEqualTo("a\uFFFDb \uFFFD");
    }

    @Test
    void keepsALongQuestion() {
        String question = "word ".repeat(400_000);
        writer.upsert(
                new Entry(
                        ACME,
                        scopeKey("s"),
                        Optional.empty(),
                        UUID.randomUUID(),
                        "{}",
                        Optional.of(question),
                        answer(ACME, "q", "yes", NOON)));

        assertThat(column("question")).isEqualTo(question);
    }

    private static String column(String name) {
        return database.jdbc()
                .sql("select " + name + " from recurra.entry")
                .query(String.class)
                .single();
    }

    private static Entry entry(TenantId tenant, CachedAnswer answer) {
        return new Entry(
                tenant,
                scopeKey("s"),
                Optional.of(normalizedKey("q")),
                UUID.nameUUIDFromBytes(answer.answer().events().getFirst().data().getBytes(UTF_8)),
                "{\"model\":\"gpt-4o-mini\"}",
                Optional.of("q"),
                answer);
    }

    private sealed interface Event {
        Instant at();

        void apply(PostgresEntryWriter writer);
    }

    private record Answered(String text, Instant at) implements Event {
        @Override
        public void apply(PostgresEntryWriter writer) {
            writer.upsert(entry(ACME, answer(ACME, "q", text, at)));
        }
    }

    private record Invalidated(Instant at) implements Event {
        @Override
        public void apply(PostgresEntryWriter writer) {
            writer.invalidate(ACME, ID, at, "admin", null);
        }
    }

    private static <T> List<List<T>> selections(List<T> all) {
        List<List<T>> selections = new ArrayList<>();
        for (int bits = 1; bits < 1 << all.size(); bits++) {
            List<T> selection = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                if ((bits & 1 << i) != 0) {
                    selection.add(all.get(i));
                }
            }
            selections.add(selection);
        }
        return selections;
    }

    private static <T> List<List<T>> orders(List<T> all) {
        if (all.isEmpty()) {
            return List.of(List.of());
        }
        List<List<T>> orders = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            List<T> rest = new ArrayList<>(all);
            T first = rest.remove(i);
            for (List<T> order : orders(rest)) {
                List<T> whole = new ArrayList<>();
                whole.add(first);
                whole.addAll(order);
                orders.add(whole);
            }
        }
        return orders;
    }
}
