package recurra.indexer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static recurra.indexer.LoggedEvents.AT;
import static recurra.indexer.LoggedEvents.entryId;
import static recurra.indexer.LoggedEvents.fingerprint;
import static recurra.indexer.LoggedEvents.interaction;
import static recurra.indexer.LoggedEvents.invalidation;
import static recurra.indexer.LoggedEvents.key;
import static recurra.indexer.LoggedEvents.served;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import recurra.events.ProviderEvent;
import recurra.indexer.index.IndexProjection;
import recurra.schemas.EventCodec;
import recurra.schemas.Topics;
import recurra.testing.TestKafka;
import recurra.testing.TestPostgres;
import recurra.testing.TestRedis;

/** One indexer on real parts: what it makes of the log, good or bad. */
class IndexingIT {
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
        log = new TestLog(kafka, 1);
        database = new Database(TestPostgres.shared().createDatabase());
        indexer = RunningIndexer.start(kafka, database.login(), redis, data);
    }

    @AfterAll
    static void stop() {
        indexer.close();
        log.close();
        redis.close();
        kafka.close();
    }

    @Test
    void indexesAnInteractionEverywhere() {
        String question = "What is the capital of France?";
        log.append(interaction(question, "Paris", AT).build());
        log.append(fingerprint(question, AT).build());
        log.append(served(question, AT).build());
        log.awaitRead();

        assertThat(database.entries()).containsKey(entryId(question).toString());
        assertThat(dumped("template_vector", question)).hasSize(1);
        assertThat(dumped("served_request", question)).hasSize(1);
        assertThat(indexer.cached(question))
                .hasValueSatisfying(answer -> assertThat(answer.answeredAt()).isEqualTo(AT));
    }

    @Test
    void appliesASecondDeliveryOnce() {
        String question = "Who wrote Faust?";
        List<SpecificRecord> events =
                List.of(
                        interaction(question, "Goethe", AT).build(),
                        fingerprint(question, AT).build(),
                        served(question, AT).build(),
                        invalidation("Who wrote Hamlet?", AT).build());
        events.forEach(log::append);
        log.awaitRead();
        Map<String, List<String>> once = database.dump("template_vector");

        events.forEach(log::append);
        events.reversed().forEach(log::append);
        log.awaitRead();

        assertThat(database.dump("template_vector")).isEqualTo(once);
    }

    @Test
    void invalidatesEverywhereWhatWasAnsweredBefore() {
        String question = "How high is the Zugspitze?";
        log.append(interaction(question, "2,963 m", AT).build());
        log.append(fingerprint(question, AT).build());
        log.awaitRead();
        assertThat(indexer.cached(question)).isPresent();

        log.append(invalidation(question, AT.plusSeconds(5)).build());
        log.awaitRead();
        // Late and repeated, but answered before the invalidation.
        log.append(interaction(question, "2,964 m", AT.plusSeconds(3)).build());
        log.append(fingerprint(question, AT.plusSeconds(3)).build());
        log.awaitRead();

        assertThat(database.entries()).doesNotContainKey(entryId(question).toString());
        assertThat(dumped("template_vector", question)).isEmpty();
        assertThat(indexer.cached(question)).isEmpty();

        log.append(interaction(question, "2,962 m", AT.plusSeconds(6)).build());
        log.awaitRead();
        assertThat(database.entries()).containsKey(entryId(question).toString());
        assertThat(indexer.cached(question)).isPresent();
    }

    @Test
    void keepsTextsThatPostgresCannotHold() {
        String question = "What does \\u0000 mean?";
        log.append(interaction(question, "Nothing", AT).build());
        log.append(fingerprint(question, AT).build());
        log.awaitRead();

        assertThat(database.entries()).containsKey(entryId(question).toString());
        assertThat(letters(Topics.INTERACTIONS))
                .noneMatch(letter -> new String(letter.key(), UTF_8).contains(key(question).hex()));
    }

    @Test
    void putsAsideWhatCannotBeReadOrAppliedAndGoesOn() {
        try (EventCodec codec = EventCodec.classpath()) {
            byte[] good =
                    codec.encode(
                            Topics.INTERACTIONS, interaction("What is 1 + 1?", "2", AT).build());
            Map<String, byte[]> bad = new LinkedHashMap<>();
            bad.put("unknown_format", "no event at all".getBytes(UTF_8));
            bad.put("truncated", Arrays.copyOf(good, good.length / 2));
            bad.put("corrupt", Arrays.copyOf(good, good.length + 3));
            bad.put("empty", null);
            bad.put(
                    "unexpected_event",
                    codec.encode("other", invalidation("What is 1 + 2?", AT).build()));
            bad.put(
                    "key_mismatch",
                    codec.encode(
                            Topics.INTERACTIONS,
                            interaction("What is 1 + 3?", "4", AT)
                                    .setExactKey(key("What is 1 + 4?").hex())
                                    .build()));
            bad.put(
                    "malformed_answer",
                    codec.encode(
                            Topics.INTERACTIONS,
                            interaction("What is 1 + 5?", "6", AT)
                                    .setEvents(List.of(new ProviderEvent(1L, "{\"no\":1}")))
                                    .build()));
            bad.put(
                    "invalid_event",
                    codec.encode(
                            Topics.INTERACTIONS,
                            interaction("What is 1 + 6?", "7", AT).setTenantId("a/b").build()));
            bad.forEach((reason, value) -> log.append(Topics.INTERACTIONS, reason, value));
            log.append(interaction("What is 2 + 2?", "4", AT).build());
            log.awaitRead();

            assertThat(database.entries()).containsKey(entryId("What is 2 + 2?").toString());
            assertThat(indexer.cached("What is 2 + 2?")).isPresent();
            List<ConsumerRecord<byte[], byte[]>> letters = letters(Topics.INTERACTIONS);
            bad.forEach((reason, value) ->
                    assertThat(letters)
                            .filteredOn(letter -> new String(letter.key(), UTF_8).equals(reason))
                            .singleElement()
                            .satisfies(letter -> {
                                assertThat(letter.value()).isEqualTo(value);
                                assertThat(header(letter, "recurra-reason")).startsWith(reason);
                                assertThat(header(letter, "recurra-consumer"))
                                        .isEqualTo(IndexProjection.NAME);
                                assertThat(header(letter, "recurra-topic"))
                                        .isEqualTo(Topics.INTERACTIONS);
                                assertThat(header(letter, "recurra-partition")).isEqualTo("0");
                                assertThat(header(letter, "recurra-offset")).matches("\\d+");
                            }));
        }
    }

    @Test
    void putsAsideFingerprintsThatTheTemplateIndexCannotHold() {
        log.append(fingerprint("What is a cat?", AT).setEmbedding(List.of(0.6f, 0.8f)).build());
        List<Float> halved = new ArrayList<>(fingerprint("What is a dog?", AT).getEmbedding());
        halved.replaceAll(number -> number / 2);
        log.append(fingerprint("What is a dog?", AT).setEmbedding(halved).build());
        log.append(fingerprint("What is a cow?", AT).setFeatures("no features").build());
        log.append(fingerprint("What is a bee?", AT).build());
        log.awaitRead();

        assertThat(letters(Topics.FINGERPRINTS))
                .extracting(letter -> header(letter, "recurra-reason").split(":")[0])
                .contains("dimension_mismatch", "invalid_vector", "invalid_features");
        assertThat(dumped("template_vector", "What is a bee?")).hasSize(1);
    }

    @Test
    void saysWhatItDoes() throws Exception {
        log.append(interaction("What is a metric?", "A number", AT).build());
        log.awaitRead();

        assertThat(indexer.get("/healthz").statusCode()).isEqualTo(200);
        assertThat(indexer.get("/readyz").statusCode()).isEqualTo(200);
        assertThat(indexer.get("/metrics").body())
                .contains(
                        "recurra_indexed_total{kind=\"interaction\"}",
                        "recurra_consumer_lag{consumer=\"recurra-indexer\",topic=\"recurra.curation\"}",
                        "recurra_replay_running");
    }

    private static List<ConsumerRecord<byte[], byte[]>> letters(String topic) {
        return log.read(Topics.deadLetters(topic));
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private static List<String> dumped(String table, String question) {
        return database.dump("template_vector").get(table).stream()
                .filter(row -> row.contains(entryId(question).toString()))
                .toList();
    }
}
