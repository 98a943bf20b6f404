package recurra.embedder.fingerprint;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import recurra.schemas.Topics;

/**
 * How the events are reached.
 *
 * @param bootstrap {@code host:port}, several with commas between
 * @param schemaRegistry where schemas are registered; empty for schemas on the class path
 * @param concurrency how many partitions are worked on at the same time
 */
public record KafkaSettings(String bootstrap, String schemaRegistry, int concurrency) {
    /** The consumers' group, and what they call themselves in dead letters. */
    static final String GROUP = "recurra-embedder";

    /** So few that a batch of long texts is done long before the broker misses its consumer. */
    private static final int MAX_POLL_RECORDS = 64;

    /** What one consumer holds in memory, but for a single larger record. */
    private static final int MAX_FETCH_BYTES = 16 << 20;

    /** Room for a dead letter's headers, beside the largest record. */
    private static final int MAX_REQUEST_BYTES = Topics.MAX_RECORD_BYTES + (64 << 10);

    Map<String, Object> admin() {
        return Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    }

    Map<String, Object> consumer() {
        return Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ConsumerConfig.GROUP_ID_CONFIG,
                GROUP,
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
                MAX_FETCH_BYTES,
                // A consumer that dies is missed soon, and its partitions go on elsewhere.
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                15_000);
    }

    Map<String, Object> producer() {
        Map<String, Object> all = new HashMap<>();
        all.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        all.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        all.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        all.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        all.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        all.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * MAX_REQUEST_BYTES);
        return all;
    }
}
