package recurra.gateway.publish;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import recurra.schemas.Topics;

/** The connection to Kafka, made when it is first needed. Safe for threads. */
final class KafkaSender {
    private static final Duration LONGEST_BLOCK = Duration.ofMillis(500);

    /** Nobody waits for an event; requests of several cost Kafka, and this process, less. */
    private static final int LINGER_MILLIS = 25;

    private static final long BUFFER_BYTES = 64L * 1024 * 1024;

    private final String bootstrap;
    private final Duration deliveryTimeout;
    private @Nullable KafkaProducer<String, byte[]> producer;

    KafkaSender(String bootstrap, Duration deliveryTimeout) {
        this.bootstrap = bootstrap;
        this.deliveryTimeout = deliveryTimeout;
    }

    /**
     * Sends a record. What goes wrong is told by an exception or by the callback.
     *
     * @throws KafkaException when Kafka cannot be reached, or the record cannot be sent at all
     */
    void send(SpooledRecord sent, Callback callback) {
        // What the future would tell, the callback does.
        var _ =
                producer()
                        .send(
                                new ProducerRecord<>(sent.topic(), sent.key(), sent.value()),
                                callback);
    }

    /** Waits until everything sent before has been taken or has failed. */
    void flush() {
        producer().flush();
    }

    /** Whether sending the same record again can never help. */
    static boolean isHopeless(Exception e) {
        return e instanceof RecordTooLargeException;
    }

    private synchronized KafkaProducer<String, byte[]> producer() {
        if (producer == null) {
            producer = new KafkaProducer<>(properties());
        }
        return producer;
    }

    private Map<String, Object> properties() {
        int timeoutMillis = Math.toIntExact(deliveryTimeout.toMillis());
        return Map.ofEntries(
                Map.entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap),
                Map.entry(ProducerConfig.CLIENT_ID_CONFIG, "recurra-gateway"),
                Map.entry(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class),
                Map.entry(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class),
                Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
                Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
                Map.entry(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd"),
                Map.entry(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS),
                Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES),
                Map.entry(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_RECORD_BYTES),
                Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, LONGEST_BLOCK.toMillis()),
                Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMillis / 2),
                Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, timeoutMillis),
                Map.entry(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2_000));
    }

    /** Gives what was sent some time; what is left then fails. */
    synchronized void close(Duration timeout) {
        if (producer != null) {
            producer.close(timeout);
        }
    }
}
