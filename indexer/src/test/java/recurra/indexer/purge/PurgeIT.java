package recurra.indexer.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static recurra.indexer.LoggedEvents.entryId;
import static recurra.indexer.LoggedEvents.fingerprint;
import static recurra.indexer.LoggedEvents.interaction;
import static recurra.indexer.LoggedEvents.served;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import recurra.indexer.Database;
import recurra.indexer.index.IndexProjection;
import recurra.schemas.Migrations;
import recurra.store.entry.postgres.PostgresEntryWriter;
import recurra.store.template.pgvector.PgvectorTemplateIndex;
import recurra.testing.TestPostgres;

class PurgeIT {
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Database database;
    private IndexProjection index;

    @BeforeEach
    void start() {
        database = new Database(TestPostgres.shared().createDatabase());
        Migrations.migrate(database.dataSource(), true);
        index =
                new IndexProjection(
                        database.dataSource(),
                        new PostgresEntryWriter(database.dataSource()),
                        templates(),
                        meters);
    }

    @Test
    void removesWhatIsOverAndNothingElse() {
        index.apply(
                List.of(
                        interaction("Over?", "Yes", now.minusSeconds(60))
                                .setExpiresAt(now.minusSeconds(1))
                                .build(),
                        fingerprint("Over?", now.minusSeconds(60)).build(),
                        interaction("Later?", "Yes", now)
                                .setExpiresAt(now.plusSeconds(3600))
                                .build(),
                        interaction("Never?", "Yes", now).build(),
                        fingerprint("Never?", now).build(),
                        served("Long ago?", now.minus(Duration.ofDays(31))).build(),
                        served("Lately?", now.minus(Duration.ofDays(29))).build()));
        JdbcClient.create(database.dataSource())
                .sql("update recurra.processed_event set processed_at = now() - interval '15 days'")
                .update();
        index.apply(List.of(interaction("New?", "Yes", now).build()));

        try (Purge purge = purge(100)) {
            purge.round();
        }

        assertThat(database.entries())
                .containsOnlyKeys(
                        entryId("Later?").toString(),
                        entryId("Never?").toString(),
                        entryId("New?").toString());
        assertThat(database.count("template_vector")).isEqualTo(1);
        assertThat(database.count("served_request")).isEqualTo(1);
        assertThat(database.count("processed_event")).isEqualTo(1);
    }

    @Test
    void removesNoMoreEntriesInOneRoundThanAllowed() {
        List<SpecificRecord> events = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            events.add(
                    interaction("Question " + i + "?", "Yes", now.minusSeconds(60))
                            .setExpiresAt(now.minusSeconds(1))
                            .build());
        }
        index.apply(events);

        try (Purge purge = purge(20)) {
            purge.round();
            assertThat(database.count("entry")).isEqualTo(10);
            purge.round();
        }
        assertThat(database.count("entry")).isZero();
    }

    private Purge purge(int entriesPerRound) {
        return new Purge(
                new PurgeSettings(
                        Duration.ofHours(1),
                        entriesPerRound,
                        Duration.ofDays(30),
                        Duration.ofDays(14)),
                database.dataSource(),
                templates(),
                meters);
    }

    private PgvectorTemplateIndex templates() {
        return new PgvectorTemplateIndex(database.dataSource(), Duration.ofSeconds(5), meters);
    }
}
