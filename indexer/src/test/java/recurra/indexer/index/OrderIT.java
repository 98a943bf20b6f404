package recurra.indexer.index;

import static org.assertj.core.api.Assertions.assertThat;
import static recurra.indexer.LoggedEvents.AT;
import static recurra.indexer.LoggedEvents.fingerprint;
import static recurra.indexer.LoggedEvents.interaction;
import static recurra.indexer.LoggedEvents.invalidation;
import static recurra.indexer.LoggedEvents.served;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import recurra.indexer.Database;
import recurra.schemas.Migrations;
import recurra.store.entry.postgres.PostgresEntryWriter;
import recurra.store.template.pgvector.PgvectorTemplateIndex;
import recurra.testing.TestPostgres;

/** Whatever the order of events, and however they fall into batches, the index is the same. */
class OrderIT {
    private static final String VECTORS = "template_vector";
    private static Database database;
    private static IndexProjection index;

    @BeforeAll
    static void start() {
        database = new Database(TestPostgres.shared().createDatabase());
        Migrations.migrate(database.dataSource(), true);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        index =
                new IndexProjection(
                        database.dataSource(),
                        new PostgresEntryWriter(database.dataSource()),
                        new PgvectorTemplateIndex(
                                database.dataSource(), Duration.ofSeconds(5), meters),
                        meters);
    }

    @Test
    void doesNotMatter() {
        List<SpecificRecord> events = new ArrayList<>();
        for (String question : List.of("What is A?", "What is B?", "What is C?")) {
            events.add(interaction(question, "first", AT).build());
            events.add(interaction(question, "second", AT.plusSeconds(2)).build());
            events.add(interaction(question, "third", AT.plusSeconds(4)).build());
            events.add(fingerprint(question, AT).build());
            events.add(fingerprint(question, AT.plusSeconds(4)).build());
            events.add(served(question, AT).build());
        }
        events.add(invalidation("What is A?", AT.plusSeconds(3)).build());
        events.add(invalidation("What is B?", AT.plusSeconds(4)).build());
        events.add(invalidation("What is B?", AT.plusSeconds(1)).build());
        Map<String, List<String>> inOrder = applied(events, events.size());
        assertThat(inOrder.get("entry")).hasSize(2);
        assertThat(inOrder.get(VECTORS)).hasSize(2);

        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            List<SpecificRecord> shuffled = new ArrayList<>(events);
            shuffled.addAll(events.subList(0, random.nextInt(events.size())));
            Collections.shuffle(shuffled, random);

            assertThat(applied(shuffled, 1 + random.nextInt(events.size())))
                    .as("seed %d", seed)
                    .isEqualTo(inOrder);
        }
    }

    private static Map<String, List<String>> applied(List<SpecificRecord> events, int batch) {
        index.reset();
        for (int from = 0; from < events.size(); from += batch) {
            index.apply(events.subList(from, Math.min(events.size(), from + batch)));
        }
        return database.dump(VECTORS);
    }
}
