package recurra.indexer.consume;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import recurra.schemas.TopicSettings;
import recurra.schemas.Topics;

/**
 * How the log is reached.
 *
 * @param bootstrap {@code host:port}, several with commas between
 * @param concurrency how many partitions of a topic are worked on at the same time
 * @param topics how topics are made that are missing
 * @param retryWait the wait before a batch is tried a second time; it doubles each time
 * @param longestRetryWait the longest that it becomes
 */
public record KafkaSettings(
        String bootstrap,
        int concurrency,
        TopicSettings topics,
        Duration retryWait,
        Duration longestRetryWait) {
    /** Records in one batch, and so in one transaction. */
    private static final int MAX_POLL_RECORDS = 500;

    /** What one consumer holds in memory, but for a single larger record. */
    private static final int MAX_FETCH_BYTES = 16 << 20;

    /** Room for a dead letter's headers, beside the largest record. */
    private static final int MAX_REQUEST_BYTES = Topics.MAX_RECORD_BYTES + (64 << 10);

    /** For administration. */
    public Map<String, Object> admin() {
        return Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    }

    /** For consumers that commit nothing by themselves. */
    public Map<String, Object> consumer() {
        return Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                MAX_POLL_RECORDS,
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                MAX_FETCH_BYTES);
    }

    /** For the consumers of a group. */
    Map<String, Object> consumer(String group) {
        Map<String, Object> all = new HashMap<>(consumer());
        all.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        // A consumer that dies is missed soon, and its partitions go on elsewhere.
        all.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 15_000);
        return all;
    }

    /** For dead letters. */
    public Map<String, Object> producer() {
        Map<String, Object> all = new HashMap<>();
        all.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        all.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        all.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        all.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * MAX_REQUEST_BYTES);
        return all;
    }
}
