package recurra.embedder.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import recurra.embedder.RunningEmbedder;
import recurra.events.FingerprintComputed;
import recurra.events.InteractionCompleted;
import recurra.matching.template.SimHash;
import recurra.schemas.DeadLetter;
import recurra.schemas.EventCodec;
import recurra.schemas.TopicProvisioner;
import recurra.schemas.TopicSettings;
import recurra.schemas.Topics;
import recurra.schemas.UnreadableEventException;
import recurra.testing.TestKafka;

/** Interactions in, fingerprints out, through a real broker. */
class FingerprintIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir static Path data;
    static TestKafka kafka;
    static EventCodec codec;
    static KafkaProducer<byte[], byte[]> producer;

    @BeforeAll
    static void start() throws Exception {
        kafka = TestKafka.fresh();
        codec = EventCodec.classpath();
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            TopicProvisioner.ensure(admin, TopicSettings.DEFAULTS);
        }
    }

    @AfterAll
    static void stop() {
        producer.close();
        codec.close();
        kafka.close();
    }

    @Test
    void publishesTheFingerprintOfEachEligibleQuestion() throws Exception {
        InteractionCompleted eligible = Interactions.asking("What is the capital of Mongolia?");
        InteractionCompleted personal = Interactions.asking("What is my balance?");
        InteractionCompleted last = Interactions.asking("Who wrote the novel Dubliners?");
        try (RunningEmbedder embedder = embedder()) {
            publish(personal);
            publish(eligible);
            publish(last);
            List<Fingerprint> found = fingerprints(List.of(eligible, last), 2);
            Fingerprint first =
                    found.stream()
                            .filter(f -> f.event().getInteractionId().equals(eligible.getEventId()))
                            .findFirst()
                            .orElseThrow();
            assertThat(first.key())
                    .isEqualTo(Topics.key(eligible.getTenantId(), eligible.getExactKey()));
            assertThat(first.event().getEmbedding()).hasSize(384);
            assertThat(first.event().getEmbeddingModel()).isEqualTo("e5-small-v2");
            assertThat(first.event().getSimHash())
                    .isEqualTo(SimHash.of("What is the capital of Mongolia?"));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(metric(embedder, "skipped")).isEqualTo(1));
            assertThat(embedder.get("/metrics").body())
                    .contains(
                            "recurra_consumer_lag{consumer=\"recurra-embedder\",topic=\"recurra.interactions\"} 0.0");
        }
        assertThat(fingerprints(List.of(personal), 0)).isEmpty();
    }

    @Test
    void doesNotComputeWhatAGatewayHasJustAskedFor() throws Exception {
        String text = "What is the tallest mountain of Bolivia?";
        InteractionCompleted interaction = Interactions.asking(text);
        InteractionCompleted again = Interactions.asking(text);
        try (RunningEmbedder embedder = embedder()) {
            String asked = embedder.post("/v1/fingerprints", "{\"input\":\"" + text + "\"}").body();
            // What a client asks for is nobody else's.
            embedder.post("/v1/embeddings", "{\"input\":\"What is the deepest lake?\"}");
            publish(interaction);
            FingerprintComputed first = fingerprints(List.of(interaction), 1).getFirst().event();
            publish(again);
            publish(Interactions.asking("What is the deepest lake?"));
            FingerprintComputed second = fingerprints(List.of(again), 1).getFirst().event();

            assertThat(asked).contains(base64(first.getEmbedding()));
            assertThat(second.getEmbedding()).isEqualTo(first.getEmbedding());
            assertThat(second.getFeatures()).isEqualTo(first.getFeatures());
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(metric(embedder, "published")).isEqualTo(3));
            assertThat(embedder.get("/metrics").body())
                    .contains("recurra_embedding_reused_total 1.0");
        }
    }

    private static String base64(List<Float> vector) {
        ByteBuffer bytes =
                ByteBuffer.allocate(vector.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        vector.forEach(bytes::putFloat);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    @Test
    void givesARedeliveredInteractionTheSameFingerprint() throws Exception {
        InteractionCompleted interaction = Interactions.asking("What is a monad in Haskell?");
        try (RunningEmbedder embedder = embedder()) {
            publish(interaction);
            publish(interaction);
            List<Fingerprint> twice = fingerprints(List.of(interaction), 2);
            assertThat(twice)
                    .extracting(f -> f.event().getEventId())
                    .containsOnly(twice.getFirst().event().getEventId());
            assertThat(twice.getFirst().event().getEmbedding())
                    .isEqualTo(twice.getLast().event().getEmbedding());
        }
    }

    @Test
    void putsAsideWhatCannotBeReadAndGoesOn() throws Exception {
        InteractionCompleted notARequest =
                InteractionCompleted.newBuilder(Interactions.asking("x"))
                        .setCanonicalRequest("[1]")
                        .build();
        InteractionCompleted good = Interactions.asking("What is the boiling point of ethanol?");
        byte[] key = "acme/poison".getBytes(StandardCharsets.UTF_8);
        byte[] garbage = "not avro".getBytes(StandardCharsets.UTF_8);
        byte[] readable = codec.encode(Topics.INTERACTIONS, notARequest);
        send(key, garbage);
        send(key, null);
        send(key, readable);
        send(key, codec.encode(Topics.INTERACTIONS, good));
        try (RunningEmbedder embedder = embedder();
                TopicReader letters =
                        new TopicReader(
                                kafka.bootstrapServers(),
                                Topics.deadLetters(Topics.INTERACTIONS))) {
            fingerprints(List.of(good), 1);
            await().atMost(SOON).untilAsserted(() -> assertThat(letters.all()).hasSize(3));
            List<ConsumerRecord<byte[], byte[]>> found = letters.all();
            assertThat(found).extracting(ConsumerRecord::key).containsOnly(key);
            assertThat(found)
                    .extracting(ConsumerRecord::value)
                    .containsExactly(garbage, null, readable);
            assertThat(found)
                    .extracting(letter -> header(letter, DeadLetter.REASON).split(":", 2)[0])
                    .containsExactly("unknown_format", "empty", "invalid_interaction");
            assertThat(header(found.getFirst(), DeadLetter.CONSUMER)).isEqualTo("recurra-embedder");
            assertThat(header(found.getFirst(), DeadLetter.TOPIC)).isEqualTo(Topics.INTERACTIONS);
            assertThat(embedder.get("/metrics").body())
                    .contains(
                            "recurra_dead_letters_total{reason=\"empty\",topic=\"recurra.interactions\"} 1.0");
        }
    }

    @Test
    void sharesThePartitionsBetweenTwo() throws Exception {
        try (RunningEmbedder one = embedder();
                RunningEmbedder two = embedder()) {
            // Until both hold partitions, one of them may do everything.
            List<InteractionCompleted> all = new ArrayList<>();
            await().atMost(SOON)
                    .untilAsserted(() -> {
                        for (int i = 0; i < 20; i++) {
                            InteractionCompleted interaction =
                                    Interactions.asking("What is " + UUID.randomUUID() + "?");
                            all.add(interaction);
                            publish(interaction);
                        }
                        fingerprints(all, all.size());
                        assertThat(metric(one, "published")).isPositive();
                        assertThat(metric(two, "published")).isPositive();
                    });
            assertThat(fingerprints(all, all.size()))
                    .extracting(f -> f.event().getInteractionId())
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void waitsForKafka() throws Exception {
        try (TestKafka away = TestKafka.fresh()) {
            away.stop();
            try (RunningEmbedder embedder =
                    RunningEmbedder.start(
                            data, "--recurra.kafka.bootstrap=" + away.bootstrapServers())) {
                assertThat(embedder.get("/readyz").statusCode()).isEqualTo(200);
                away.start();
                try (Admin admin =
                        Admin.create(Map.of("bootstrap.servers", away.bootstrapServers()))) {
                    await().atMost(SOON)
                            .untilAsserted(() ->
                                    assertThat(admin.listConsumerGroups().all().get())
                                            .extracting(group -> group.groupId())
                                            .contains("recurra-embedder"));
                }
            }
        }
    }

    private static RunningEmbedder embedder() {
        return RunningEmbedder.start(data, "--recurra.kafka.bootstrap=" + kafka.bootstrapServers());
    }

    private static void publish(InteractionCompleted interaction) throws Exception {
        send(
                Topics.key(interaction.getTenantId(), interaction.getExactKey())
                        .getBytes(StandardCharsets.UTF_8),
                codec.encode(Topics.INTERACTIONS, interaction));
    }

    private static void send(byte[] key, byte[] value) throws Exception {
        producer.send(new ProducerRecord<>(Topics.INTERACTIONS, key, value)).get();
    }

    /** The fingerprints of the interactions, once there are so many. */
    private static List<Fingerprint> fingerprints(
            Collection<InteractionCompleted> interactions, int count) {
        Map<UUID, InteractionCompleted> wanted =
                interactions.stream()
                        .collect(Collectors.toMap(InteractionCompleted::getEventId, i -> i));
        try (TopicReader reader = new TopicReader(kafka.bootstrapServers(), Topics.FINGERPRINTS)) {
            return await().atMost(SOON)
                    .until(
                            () ->
                                    reader.all().stream()
                                            .map(FingerprintIT::fingerprint)
                                            .filter(f ->
                                                    wanted.containsKey(
                                                            f.event().getInteractionId()))
                                            .toList(),
                            found -> found.size() >= count);
        }
    }

    private static Fingerprint fingerprint(ConsumerRecord<byte[], byte[]> record) {
        try {
            return new Fingerprint(
                    new String(record.key(), StandardCharsets.UTF_8),
                    (FingerprintComputed) codec.decode(record.topic(), record.value()));
        } catch (UnreadableEventException e) {
            throw new AssertionError(e);
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return new String(header.value(), StandardCharsets.UTF_8);
    }

    private static double metric(RunningEmbedder embedder, String result) throws Exception {
        Matcher line =
                Pattern.compile(
                                "recurra_fingerprint_interactions_total\\{result=\"%s\"} (\\S+)"
                                        .formatted(result))
                        .matcher(embedder.get("/metrics").body());
        assertThat(line.find()).isTrue();
        return Double.parseDouble(line.group(1));
    }

    private record Fingerprint(String key, FingerprintComputed event) {}
}
