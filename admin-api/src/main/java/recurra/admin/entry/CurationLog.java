package recurra.admin.entry;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import recurra.admin.error.AdminException;
import recurra.admin.error.ErrorCode;
import recurra.events.EntryInvalidated;
import recurra.schemas.EventCodec;
import recurra.schemas.RegistryUnavailableException;
import recurra.schemas.Topics;

/**
 * The topic recurra.curation. People write to it now and then, so each writing has a connection of
 * its own: none has to be kept while nobody writes, nor does Kafka have to be there at the start.
 */
public final class CurationLog implements AutoCloseable {
    private static final Duration CLOSING = Duration.ofSeconds(1);

    private final String bootstrap;
    private final EventCodec codec;

    /**
     * @param bootstrap {@code host:port}, several with commas between
     * @param codec closed with this log
     */
    public CurationLog(String bootstrap, EventCodec codec) {
        this.bootstrap = bootstrap;
        this.codec = codec;
    }

    /** Returns when the broker has the event. */
    void append(EntryInvalidated event) {
        Producer<byte[], byte[]> producer = null;
        try {
            byte[] value = codec.encode(Topics.CURATION, event);
            String key = Topics.key(event.getTenantId(), event.getExactKey());
            producer = producer();
            producer.send(
                            new ProducerRecord<>(
                                    Topics.CURATION, key.getBytes(StandardCharsets.UTF_8), value))
                    .get();
        } catch (ExecutionException | KafkaException | RegistryUnavailableException e) {
            throw new AdminException(
                    ErrorCode.KAFKA_UNAVAILABLE,
                    "Kafka does not confirm the deletion, so the entry may or may not go. See that Kafka runs and that recurra.kafka is right, then delete it again.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AdminException(ErrorCode.INTERNAL, "The admin API is stopping.", e);
        } finally {
            if (producer != null) {
                producer.close(CLOSING);
            }
        }
    }

    @Override
    public void close() {
        codec.close();
    }

    private Producer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ProducerConfig.CLIENT_ID_CONFIG,
                        "recurra-admin-api",
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        // A person waits: rather an error soon than a deletion some time.
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        3_000,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        2_000,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        5_000),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }
}
