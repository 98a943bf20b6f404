package recurra.indexer;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static recurra.indexer.LoggedEvents.AT;
import static recurra.indexer.LoggedEvents.entryId;
import static recurra.indexer.LoggedEvents.fingerprint;
import static recurra.indexer.LoggedEvents.interaction;
import static recurra.indexer.LoggedEvents.invalidation;
import static recurra.indexer.LoggedEvents.served;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import recurra.schemas.Topics;
import recurra.testing.TestKafka;
import recurra.testing.TestPostgres;
import recurra.testing.TestRedis;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Replays give what was there before, while events go on coming. */
class ReplayIT {
    private static final int QUESTIONS = 2_000;
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String VECTORS = "template_vector";

    @TempDir private static Path data;
    private static TestKafka kafka;
    private static TestRedis redis;
    private static TestLog log;
    private static Database database;
    private static RunningIndexer indexer;

    @BeforeAll
    static void start() throws Exception {
        kafka = TestKafka.fresh();
        redis = TestRedis.fresh();
        log = new TestLog(kafka, 6);
        database = new Database(TestPostgres.shared().createDatabase());
        indexer = RunningIndexer.start(kafka, database.login(), redis, data);
        for (int i = 0; i < QUESTIONS; i++) {
            history("What is the square of " + i + "?", i);
        }
        log.append(Topics.INTERACTIONS, "poison", new byte[] {1, 2, 3});
        log.awaitRead();
    }

    @AfterAll
    static void stop() {
        indexer.close();
        log.close();
        redis.close();
        kafka.close();
    }

    /** Of some the answer was renewed, of some it was invalidated, of some both. */
    private static void history(String question, int number) {
        log.append(interaction(question, "first", AT).build());
        log.append(fingerprint(question, AT).build());
        log.append(served(question, AT).build());
        if (number % 3 == 0) {
            log.append(interaction(question, "second", AT.plusSeconds(10)).build());
            log.append(fingerprint(question, AT.plusSeconds(10)).build());
        }
        if (number % 5 == 0) {
            log.append(invalidation(question, AT.plusSeconds(5)).build());
        }
    }

    @Test
    void rebuildsWhatWasThereBefore() throws Exception {
        Map<String, List<String>> tables = database.dump(VECTORS);
        Map<String, String> answers = RedisContent.dump(redis);
        assertThat(tables.get("entry")).hasSizeGreaterThan(QUESTIONS / 2);
        assertThat(tables.get(VECTORS)).hasSameSizeAs(tables.get("entry"));
        assertThat(answers).hasSizeGreaterThan(QUESTIONS);
        int letters = log.read(Topics.deadLetters(Topics.INTERACTIONS)).size();
        database.deleteEverything(VECTORS);
        RedisContent.flush(redis);

        assertThat(indexer.post("/replay").statusCode()).isEqualTo(202);
        JsonNode done = awaitState("done");

        assertThat(database.dump(VECTORS)).isEqualTo(tables);
        assertThat(RedisContent.dump(redis)).isEqualTo(answers);
        assertThat(done.get("events").asLong()).isEqualTo(done.get("total").asLong());
        assertThat(done.get("secondsLeft").isNull()).isTrue();
        assertThat(done.get("finishedAt").asString()).isNotEmpty();
        assertThat(log.read(Topics.deadLetters(Topics.INTERACTIONS)))
                .as("a replay puts nothing aside a second time")
                .hasSize(letters);
        System.out.printf(
                "Replayed %d records, %.0f per second%n",
                done.get("events").asLong(), done.get("eventsPerSecond").asDouble());
    }

    @Test
    void losesNothingThatHappensMeanwhile() throws Exception {
        assertThat(indexer.post("/replay").statusCode()).isEqualTo(202);
        List<String> questions =
                IntStream.range(0, 500).mapToObj(i -> "What is the cube of " + i + "?").toList();
        for (String question : questions) {
            log.append(interaction(question, "a number", AT).build()).get();
            log.append(fingerprint(question, AT).build());
            log.append(served(question, AT).build());
        }
        awaitState("done");
        log.awaitRead();

        Map<String, List<String>> tables = database.dump(VECTORS);
        Map<String, String> answers = RedisContent.dump(redis);
        assertThat(database.entries().keySet())
                .containsAll(questions.stream().map(q -> entryId(q).toString()).toList());
        assertThat(indexer.post("/replay").statusCode()).isEqualTo(202);
        awaitState("done");
        assertThat(tables).isEqualTo(database.dump(VECTORS));
        assertThat(answers).isEqualTo(RedisContent.dump(redis));
    }

    @Test
    void runsOneAtATimeInAllProcessesAndCanBeCancelled() throws Exception {
        try (RunningIndexer another = RunningIndexer.start(kafka, database.login(), redis, data);
                Connection holding = database.dataSource().getConnection();
                Statement statement = holding.createStatement()) {
            holding.setAutoCommit(false);
            // Nobody can empty a table that is being read.
            statement.execute("lock table recurra.entry in access share mode");
            assertThat(indexer.post("/replay").statusCode()).isEqualTo(202);

            assertThat(indexer.replay().get("state").asString()).isEqualTo("running");
            assertThat(indexer.replay().get("phase").asString()).isEqualTo("emptying");
            assertRefused(indexer);
            assertRefused(another);

            assertThat(indexer.post("/replay/cancel").statusCode()).isEqualTo(202);
            holding.rollback();
            awaitState("cancelled");
            assertThat(another.post("/replay").statusCode()).isEqualTo(202);
            await().atMost(SOON)
                    .until(() -> another.replay().get("state").asString().equals("done"));
        }
        log.awaitRead();
        assertThat(database.entries()).hasSizeGreaterThan(QUESTIONS / 2);
    }

    @Test
    void refusesPages() throws Exception {
        assertThat(indexer.post("/replay", "Origin", "https://example.com").statusCode())
                .isEqualTo(403);
    }

    @Test
    void asksForTheTokenWhereThereIsOne() throws Exception {
        try (RunningIndexer guarded =
                RunningIndexer.start(
                        kafka, database.login(), redis, data, "--recurra.admin-token=s3cret")) {
            assertThat(guarded.get("/replay").statusCode()).isEqualTo(401);
            assertThat(guarded.get("/replay", "Authorization", "Bearer wrong").statusCode())
                    .isEqualTo(401);
            assertThat(guarded.get("/replay", "Authorization", "Bearer s3cret").statusCode())
                    .isEqualTo(200);
            assertThat(guarded.get("/healthz").statusCode()).isEqualTo(200);
        }
    }

    private static void assertRefused(RunningIndexer running) throws Exception {
        var response = running.post("/replay");
        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(JsonMapper.shared().readTree(response.body()).at("/error/code").asString())
                .isEqualTo("replay_running");
    }

    private static JsonNode awaitState(String state) {
        await().atMost(SOON)
                .pollInterval(50, MILLISECONDS)
                .until(() -> !indexer.replay().get("state").asString().equals("running"));
        JsonNode status = indexer.replay();
        assertThat(status.get("state").asString()).as(status.toString()).isEqualTo(state);
        return status;
    }
}
