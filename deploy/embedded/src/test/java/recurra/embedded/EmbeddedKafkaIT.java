package recurra.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {
    private static final String TOPIC = "facts";

    @TempDir private Path folder;

    @Test
    void recordsOffsetsAndTheClusterIdSurviveARestartOnTheSamePort() throws Exception {
        int port;
        String clusterId;
        try (EmbeddedKafka kafka = start(0)) {
            port = kafka.port();
            try (Admin admin = admin(kafka)) {
                admin.createTopics(List.of(new NewTopic(TOPIC, 2, (short) 1))).all().get();
                clusterId = admin.describeCluster().clusterId().get();
            }
            produce(kafka, "one", "two", "three");
            assertThat(consume(kafka, 2)).hasSize(2);
        }
        try (EmbeddedKafka again = start(port)) {
            assertThat(again.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
            try (Admin admin = admin(again)) {
                assertThat(admin.describeCluster().clusterId().get()).isEqualTo(clusterId);
            }
            assertThat(consume(again, 1)).hasSize(1);
        }
    }

    @Test
    void topicsAreNotCreatedByThemselves() throws Exception {
        try (EmbeddedKafka kafka = start(0);
                KafkaProducer<String, String> producer =
                        new KafkaProducer<>(
                                Map.of(
                                        "bootstrap.servers",
                                        kafka.bootstrapServers(),
                                        "max.block.ms",
                                        "1000"),
                                new StringSerializer(),
                                new StringSerializer());
                Admin admin = admin(kafka)) {
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>("typo", "value")).get())
                    .hasStackTraceContaining("typo not present in metadata");
            assertThat(admin.listTopics().names().get()).isEmpty();
        }
    }

    @Test
    void aStoppedBrokerTakesLittleSpace() throws Exception {
        try (EmbeddedKafka kafka = start(0);
                Admin admin = admin(kafka)) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 8, (short) 1))).all().get();
            produce(kafka, "one");
            consume(kafka, 1);
        }
        assertThat(bytesIn(folder)).isLessThan(1 << 20);
    }

    private EmbeddedKafka start(int port) {
        return EmbeddedKafka.start(new EmbeddedKafka.Config(folder, port));
    }

    private static Admin admin(EmbeddedKafka kafka) {
        return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    private static void produce(EmbeddedKafka kafka, String... values) throws Exception {
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka.bootstrapServers()),
                        new StringSerializer(),
                        new StringSerializer())) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(TOPIC, value)).get();
            }
        }
    }

    /** Reads on from where the group was and commits after each record. */
    private static List<String> consume(EmbeddedKafka kafka, int count) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                kafka.bootstrapServers(),
                                "group.id",
                                "readers",
                                "auto.offset.reset",
                                "earliest",
                                "enable.auto.commit",
                                "false",
                                "max.poll.records",
                                "1"),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            consumer.subscribe(List.of(TOPIC));
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (values.size() < count && System.nanoTime() < deadline) {
                for (ConsumerRecord<String, String> record :
                        consumer.poll(Duration.ofMillis(200))) {
                    values.add(record.value());
                }
                consumer.commitSync();
            }
        }
        return values;
    }

    private static long bytesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
