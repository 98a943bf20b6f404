package recurra.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static recurra.indexer.LoggedEvents.AT;
import static recurra.indexer.LoggedEvents.entryId;
import static recurra.indexer.LoggedEvents.fingerprint;
import static recurra.indexer.LoggedEvents.interaction;
import static recurra.indexer.LoggedEvents.invalidation;
import static recurra.indexer.LoggedEvents.served;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import recurra.schemas.Topics;
import recurra.testing.TestKafka;
import recurra.testing.TestPostgres;
import recurra.testing.TestRedis;

/** Two indexers, each a process of its own, share the work; one of them is killed in the middle. */
class TwoIndexersIT {
    private static final int QUESTIONS = 1_600;
    private static final Duration SOON = Duration.ofSeconds(120);

    @TempDir private Path data;
    private TestKafka kafka;
    private TestRedis redis;
    private TestLog log;
    private Database database;

    @BeforeEach
    void start() throws Exception {
        kafka = TestKafka.fresh();
        redis = TestRedis.fresh();
        log = new TestLog(kafka, 6);
        database = new Database(TestPostgres.shared().createDatabase());
    }

    @AfterEach
    void stop() {
        log.close();
        redis.close();
        kafka.close();
    }

    @Test
    void losesAndDoublesNothingWhenOneIsKilled() throws Exception {
        try (IndexerProcess first = indexer("first");
                IndexerProcess second = indexer("second")) {
            await().atMost(SOON).until(() -> log.indexingMembers() == 2);
            Set<String> standing = new TreeSet<>();
            int written = 0;
            for (int i = 0; i < QUESTIONS; i++) {
                String question = "Question number %d?".formatted(i);
                log.append(interaction(question, "An answer", AT).build());
                log.append(fingerprint(question, AT).build());
                log.append(served(question, AT).build());
                written += 3;
                if (i % 8 == 0) {
                    log.append(invalidation(question, AT.plusSeconds(1)).build());
                    written++;
                } else {
                    standing.add(entryId(question).toString());
                }
            }
            log.flush();
            assertThat(written).isEqualTo(5_000);
            await().atMost(SOON).until(() -> database.count("processed_event") > 500);

            second.kill();
            long appliedByThen = database.count("processed_event");
            log.awaitRead();

            assertThat(appliedByThen).as("killed in the middle").isLessThan(written);
            assertThat(database.entries().keySet()).isEqualTo(standing);
            assertThat(database.count("template_vector")).isEqualTo(standing.size());
            assertThat(database.count("served_request")).isEqualTo(QUESTIONS);
            assertThat(database.count("processed_event")).isEqualTo(written);
            assertThat(Topics.ALL)
                    .allSatisfy(topic -> assertThat(log.read(Topics.deadLetters(topic))).isEmpty());
            assertThat(first.isAlive()).isTrue();
        }
    }

    private IndexerProcess indexer(String name) throws Exception {
        return IndexerProcess.start(
                name, RunningIndexer.arguments(kafka, database.login(), redis, data));
    }
}
