package recurra.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static recurra.indexer.LoggedEvents.AT;
import static recurra.indexer.LoggedEvents.fingerprint;
import static recurra.indexer.LoggedEvents.interaction;
import static recurra.indexer.LoggedEvents.invalidation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import recurra.store.template.TemplateIndex;
import recurra.store.template.lucene.LuceneTemplateIndex;
import recurra.testing.TestKafka;
import recurra.testing.TestPostgres;
import recurra.testing.TestRedis;

/** Where the database has no pgvector, the template index is in a folder, chosen by itself. */
class WithoutPgvectorIT {
    private static final int QUESTIONS = 300;

    @TempDir private Path data;

    @Test
    void indexesAndReplaysIntoAFolder() throws Exception {
        try (TestKafka kafka = TestKafka.fresh();
                TestRedis redis = TestRedis.fresh();
                TestLog log = new TestLog(kafka, 2)) {
            Database database = new Database(TestPostgres.withoutPgvector().createDatabase());
            for (int i = 0; i < QUESTIONS; i++) {
                log.append(interaction("Question " + i + "?", "An answer", AT).build());
                log.append(fingerprint("Question " + i + "?", AT).build());
            }
            log.append(invalidation("Question 7?", AT).build());
            Map<String, List<String>> tables;
            try (RunningIndexer indexer =
                    RunningIndexer.start(kafka, database.login(), redis, data)) {
                log.awaitRead();
                TemplateIndex templates = indexer.bean(TemplateIndex.class);
                assertThat(templates).isInstanceOf(LuceneTemplateIndex.class);
                assertThat(templates.size()).isEqualTo(QUESTIONS - 1);
                tables = database.dump();
            }

            try (RunningIndexer again =
                    RunningIndexer.start(kafka, database.login(), redis, data)) {
                TemplateIndex templates = again.bean(TemplateIndex.class);
                assertThat(templates.size()).as("after a restart").isEqualTo(QUESTIONS - 1);
                database.deleteEverything();
                templates.clear();

                assertThat(again.post("/replay").statusCode()).isEqualTo(202);
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> again.replay().get("state").asString().equals("done"));

                assertThat(templates.size()).isEqualTo(QUESTIONS - 1);
                assertThat(database.dump()).isEqualTo(tables);
            }
        }
    }
}
