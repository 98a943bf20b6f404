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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import recurra.indexer.consume.EventConsumers;
import recurra.matching.Sha256;
import recurra.schemas.Topics;
import recurra.testing.TestKafka;
import recurra.testing.TestPostgres;
import recurra.testing.TestRedis;

/** A part that is away costs time, and no event. */
class OutageIT {
    private static final int EVENTS = 200;
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir private Path data;
    private TestKafka kafka;
    private TestPostgres postgres;
    private TestRedis redis;
    private TestLog log;
    private Database database;
    private RunningIndexer indexer;

    @BeforeEach
    void start() throws Exception {
        kafka = TestKafka.fresh();
        postgres = TestPostgres.fresh();
        redis = TestRedis.fresh();
        log = new TestLog(kafka, 2);
        database = new Database(postgres.createDatabase());
        indexer = RunningIndexer.start(kafka, database.login(), redis, data);
    }

    @AfterEach
    void stop() {
        indexer.close();
        log.close();
        redis.close();
        postgres.close();
        kafka.close();
    }

    @Test
    void waitsForPostgresAndCatchesUp() throws Exception {
        List<String> before = write("before");
        log.awaitRead();
        postgres.stop();
        List<String> during = write("during");
        await().atMost(SOON).until(() -> indexer.get("/readyz").statusCode() == 503);
        assertThat(indexer.get("/healthz").statusCode()).isEqualTo(200);
        await().atMost(SOON)
                .until(() -> indexer.get("/metrics").body().contains("recurra_consumer_retries"));

        postgres.start();
        log.awaitRead();

        assertIndexedAndCached(before);
        assertIndexedAndCached(during);
        await().atMost(SOON).until(() -> indexer.get("/readyz").statusCode() == 200);
        assertNothingPutAside();
    }

    @Test
    void commitsNothingForPartitionsThatAnotherHasTakenMeanwhile() throws Exception {
        postgres.stop();
        write("before");
        await().atMost(SOON)
                .until(() -> indexer.get("/metrics").body().contains("recurra_consumer_retries"));
        try (KafkaConsumer<?, ?> other = log.joinIndexing()) {
            write("after");
            log.flush();
            Map<TopicPartition, OffsetAndMetadata> read = new HashMap<>();
            other.endOffsets(other.assignment())
                    .forEach((partition, end) -> read.put(partition, new OffsetAndMetadata(end)));
            other.commitSync(read);

            postgres.start();

            await().during(Duration.ofSeconds(2)).atMost(SOON).until(log::isIndexed);
            assertThat(read).hasSize(Topics.ALL.size());
        }
    }

    @Test
    void goesOnWithoutRedisAndFillsItWhenItIsBack() throws Exception {
        redis.stop();
        List<String> questions = write("without Redis");
        await().atMost(SOON).until(log::isIndexed);
        assertThat(database.count("entry")).isEqualTo(EVENTS);
        assertThat(indexer.get("/readyz").statusCode()).isEqualTo(200);

        redis.start();
        log.awaitRead();

        assertIndexedAndCached(questions);
        assertNothingPutAside();
    }

    @Test
    void goesOnWithAFrozenRedisAndFillsItWhenItAnswers() {
        String wrong = write("before").getFirst();
        log.awaitRead();
        redis.freeze();
        List<String> questions = write("frozen Redis");
        log.append(invalidation(wrong, AT.plusSeconds(1)).build());
        await().atMost(SOON).until(log::isIndexed);
        assertThat(database.entries()).doesNotContainKey(entryId(wrong).toString());

        redis.thaw();
        log.awaitRead();

        assertIndexedAndCached(questions);
        assertThat(indexer.cached(wrong)).isEmpty();
        assertNothingPutAside();
    }

    @Test
    void goesOnWhenKafkaIsBack() {
        List<String> before = write("before");
        log.awaitRead();
        kafka.stop();
        kafka.start();
        List<String> after = write("after");
        log.awaitRead();

        assertIndexedAndCached(before);
        assertIndexedAndCached(after);
        assertNothingPutAside();
    }

    @Test
    void saysWhenItsConsumersHaveStopped() throws Exception {
        assertThat(indexer.get("/healthz").statusCode()).isEqualTo(200);

        indexer.bean(EventConsumers.class).stop();

        assertThat(indexer.get("/healthz").statusCode()).isEqualTo(503);
        assertThat(indexer.get("/readyz").statusCode()).isEqualTo(503);
    }

    /** Asks as many questions as {@link #EVENTS}, and returns them. */
    private List<String> write(String when) {
        List<String> questions =
                IntStream.range(0, EVENTS)
                        .mapToObj(i -> "Question %d, asked %s?".formatted(i, when))
                        .toList();
        for (String question : questions) {
            log.append(interaction(question, Sha256.hex(question), AT).build());
            log.append(fingerprint(question, AT).build());
            log.append(served(question, AT).build());
        }
        return questions;
    }

    private void assertIndexedAndCached(List<String> questions) {
        List<String> ids = questions.stream().map(q -> entryId(q).toString()).toList();
        assertThat(database.entries().keySet()).containsAll(ids);
        assertThat(database.dump("template_vector").get("template_vector"))
                .hasSameSizeAs(database.entries().keySet());
        assertThat(questions).allSatisfy(q -> assertThat(indexer.cached(q)).isPresent());
    }

    private void assertNothingPutAside() {
        assertThat(Topics.ALL)
                .allSatisfy(topic -> assertThat(log.read(Topics.deadLetters(topic))).isEmpty());
    }
}
