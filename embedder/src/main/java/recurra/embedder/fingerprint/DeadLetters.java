package recurra.embedder.fingerprint;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaOperations;
import recurra.schemas.DeadLetter;

/** Puts records aside that can never be processed, and counts and logs each. */
final class DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private final KafkaOperations<byte[], byte[]> kafka;
    private final String consumer;
    private final MeterRegistry meters;

    /**
     * @param consumer who could not process them
     */
    DeadLetters(KafkaOperations<byte[], byte[]> kafka, String consumer, MeterRegistry meters) {
        this.kafka = kafka;
        this.consumer = consumer;
        this.meters = meters;
    }

    /**
     * Done when the broker has the record.
     *
     * @param code the reason in one word
     * @param detail the reason in full, without content of the record
     */
    CompletableFuture<?> put(ConsumerRecord<byte[], byte[]> record, String code, String detail) {
        LOG.atWarn()
                .addKeyValue("topic", record.topic())
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .addKeyValue("reason", code)
                .addKeyValue("detail", detail)
                .log("Record put aside");
        Counter.builder(FingerprintMetric.DEAD_LETTERS.meter())
                .description("Records that were put into the dead-letter topic")
                .tag("topic", record.topic())
                .tag("reason", code)
                .register(meters)
                .increment();
        return kafka.send(DeadLetter.of(record, consumer, code + ": " + detail));
    }
}
