package recurra.embedder.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import recurra.embedder.EmbedderProcess;
import recurra.events.FingerprintComputed;
import recurra.events.InteractionCompleted;
import recurra.schemas.EventCodec;
import recurra.schemas.TopicProvisioner;
import recurra.schemas.TopicSettings;
import recurra.schemas.Topics;
import recurra.testing.TestKafka;

/** Two embedders, each a process of its own, share the work; one is killed in the middle. */
class TwoEmbeddersIT {
    private static final int INTERACTIONS = 5_000;
    private static final Duration LONG = Duration.ofMinutes(10);

    @Test
    void losesAndDoublesNothingWhenOneIsKilled(@TempDir Path data) throws Exception {
        try (TestKafka kafka = TestKafka.fresh();
                EventCodec codec = EventCodec.classpath();
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            TopicProvisioner.ensure(admin, TopicSettings.DEFAULTS);
            String[] arguments = {
                "--recurra.data=" + data, "--recurra.kafka.bootstrap=" + kafka.bootstrapServers()
            };
            try (EmbedderProcess first = EmbedderProcess.start("first", arguments);
                    EmbedderProcess second = EmbedderProcess.start("second", arguments);
                    TopicReader fingerprints =
                            new TopicReader(kafka.bootstrapServers(), Topics.FINGERPRINTS)) {
                // There is no such group before the first member.
                await().atMost(LONG)
                        .ignoreException(ExecutionException.class)
                        .until(() -> members(admin) == 2);
                Set<UUID> published = publish(kafka, codec);
                await().atMost(LONG).until(() -> fingerprints.all().size() > INTERACTIONS / 10);

                second.kill();
                int doneByThen = fingerprints.all().size();

                await().atMost(LONG)
                        .untilAsserted(() ->
                                assertThat(idsByInteraction(fingerprints.all(), codec).keySet())
                                        .isEqualTo(published));
                assertThat(doneByThen).as("killed in the middle").isLessThan(INTERACTIONS);
                assertThat(first.isAlive()).isTrue();
                // What the dead one had published and not committed came again, as the same event.
                assertThat(idsByInteraction(fingerprints.all(), codec).values())
                        .allSatisfy(ids -> assertThat(ids).hasSize(1));
            }
        }
    }

    private static int members(Admin admin) throws Exception {
        return admin.describeConsumerGroups(List.of(KafkaSettings.GROUP))
                .all()
                .get()
                .get(KafkaSettings.GROUP)
                .members()
                .size();
    }

    private static Set<UUID> publish(TestKafka kafka, EventCodec codec) {
        Set<UUID> published = new HashSet<>();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            for (int i = 0; i < INTERACTIONS; i++) {
                InteractionCompleted interaction =
                        Interactions.asking("What is the square root of " + i + "?");
                published.add(interaction.getEventId());
                producer.send(
                        new ProducerRecord<>(
                                Topics.INTERACTIONS,
                                Topics.key(interaction.getTenantId(), interaction.getExactKey())
                                        .getBytes(StandardCharsets.UTF_8),
                                codec.encode(Topics.INTERACTIONS, interaction)));
            }
        }
        return published;
    }

    private static Map<UUID, Set<UUID>> idsByInteraction(
            List<ConsumerRecord<byte[], byte[]>> records, EventCodec codec) throws Exception {
        Map<UUID, Set<UUID>> ids = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            FingerprintComputed event =
                    (FingerprintComputed) codec.decode(record.topic(), record.value());
            ids.computeIfAbsent(event.getInteractionId(), id -> new HashSet<>())
                    .add(event.getEventId());
        }
        return ids;
    }
}
