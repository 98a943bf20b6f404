package recurra.indexer;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import recurra.indexer.answers.AnswersProjection;
import recurra.indexer.index.IndexProjection;
import recurra.schemas.EventCodec;
import recurra.schemas.TopicProvisioner;
import recurra.schemas.TopicSettings;
import recurra.schemas.Topics;
import recurra.testing.TestKafka;

/** The log of a test: writes to it, and tells what the indexer made of it. */
public final class TestLog implements AutoCloseable {
    private static final Duration LONGEST_READ = Duration.ofSeconds(90);
    private static final List<String> ANSWERS_TOPICS =
            List.of(Topics.INTERACTIONS, Topics.CURATION);

    private final String bootstrap;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private final EventCodec codec = EventCodec.classpath();

    public TestLog(TestKafka kafka, int partitions) throws Exception {
        bootstrap = kafka.bootstrapServers();
        admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
        TopicSettings defaults = TopicSettings.DEFAULTS;
        TopicProvisioner.ensure(
                admin,
                new TopicSettings(
                        partitions, defaults.replicationFactor(), defaults.requestsRetention()));
        producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrap,
                                "key.serializer",
                                ByteArraySerializer.class,
                                "value.serializer",
                                ByteArraySerializer.class,
                                "linger.ms",
                                5));
    }

    /** Writes the event to its topic. */
    public Future<?> append(SpecificRecord event) {
        String topic =
                switch (event.getSchema().getName()) {
                    case "InteractionCompleted" -> Topics.INTERACTIONS;
                    case "FingerprintComputed" -> Topics.FINGERPRINTS;
                    case "EntryInvalidated" -> Topics.CURATION;
                    case "RequestServed" -> Topics.REQUESTS;
                    default -> throw new AssertionError(event.getSchema().getName());
                };
        String key = Topics.key(event.get(2).toString(), exactKey(event));
        return append(topic, key, codec.encode(topic, event));
    }

    /** Writes whatever the value is. */
    public Future<?> append(String topic, String key, byte[] value) {
        return producer.send(new ProducerRecord<>(topic, key.getBytes(), value));
    }

    public void flush() {
        producer.flush();
    }

    /** Waits until the indexer has read everything that was written. */
    public void awaitRead() {
        flush();
        await().atMost(LONGEST_READ)
                .until(() ->
                        isReadBy(IndexProjection.NAME, Topics.ALL)
                                && isReadBy(AnswersProjection.NAME, ANSWERS_TOPICS));
    }

    /** Whether the index has committed everything that the log holds. */
    public boolean isIndexed() {
        return isReadBy(IndexProjection.NAME, Topics.ALL);
    }

    /** How many consumers of the index have partitions. */
    public long indexingMembers() throws InterruptedException, ExecutionException {
        try {
            return admin
                    .describeConsumerGroups(List.of(IndexProjection.NAME))
                    .describedGroups()
                    .get(IndexProjection.NAME)
                    .get()
                    .members()
                    .stream()
                    .filter(member -> !member.assignment().topicPartitions().isEmpty())
                    .count();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return 0;
            }
            throw e;
        }
    }

    private boolean isReadBy(String group, List<String> topics) {
        try {
            Map<TopicPartition, OffsetAndMetadata> committed =
                    admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
            for (TopicPartition partition : partitions(topics)) {
                long end =
                        admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                                .partitionResult(partition)
                                .get()
                                .offset();
                OffsetAndMetadata read = committed.get(partition);
                if (end > 0 && (read == null || read.offset() < end)) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Joins the index's group as one more consumer, and gets some of its partitions. */
    public KafkaConsumer<byte[], byte[]> joinIndexing() {
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrap,
                                "group.id",
                                IndexProjection.NAME,
                                // The first by its name is the one that gets a partition for sure.
                                "client.id",
                                "a",
                                "auto.offset.reset",
                                "earliest",
                                "enable.auto.commit",
                                false,
                                "key.deserializer",
                                ByteArrayDeserializer.class,
                                "value.deserializer",
                                ByteArrayDeserializer.class));
        consumer.subscribe(Topics.ALL);
        await().atMost(LONGEST_READ)
                .until(() -> {
                    consumer.poll(Duration.ofMillis(100));
                    return !consumer.assignment().isEmpty();
                });
        return consumer;
    }

    /** Everything that the topic holds. */
    public List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrap,
                                "key.deserializer",
                                ByteArrayDeserializer.class,
                                "value.deserializer",
                                ByteArrayDeserializer.class))) {
            List<TopicPartition> partitions = partitions(List.of(topic));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long expected =
                    consumer.endOffsets(partitions).values().stream()
                            .mapToLong(Long::longValue)
                            .sum();
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (records.size() < expected) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            return records;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
        codec.close();
    }

    private List<TopicPartition> partitions(List<String> topics)
            throws InterruptedException, ExecutionException {
        return admin.describeTopics(topics).allTopicNames().get().values().stream()
                .flatMap(topic ->
                        topic.partitions().stream()
                                .map(p -> new TopicPartition(topic.name(), p.partition())))
                .toList();
    }

    private static String exactKey(SpecificRecord event) {
        return event.get(event.getSchema().getField("exactKey").pos()).toString();
    }
}
