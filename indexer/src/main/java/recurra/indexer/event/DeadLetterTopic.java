package recurra.indexer.event;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaOperations;
import recurra.schemas.DeadLetter;

/**
 * The dead-letter topics. A batch that fails afterwards comes again and puts its records there a
 * second time: the offsets in their headers tell.
 */
public final class DeadLetterTopic implements RecordsAside {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterTopic.class);

    private final KafkaOperations<byte[], byte[]> kafka;
    private final String consumer;
    private final MeterRegistry meters;

    public DeadLetterTopic(
            KafkaOperations<byte[], byte[]> kafka, String consumer, MeterRegistry meters) {
        this.kafka = kafka;
        this.consumer = consumer;
        this.meters = meters;
    }

    @Override
    public CompletableFuture<?> put(ConsumerRecord<byte[], byte[]> record, Rejection rejection) {
        LOG.atWarn()
                .addKeyValue("topic", record.topic())
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .addKeyValue("reason", rejection)
                .log("Record put aside");
        Counter.builder(EventMetric.DEAD_LETTERS.meter())
                .description("Records that were put into the dead-letter topic")
                .tag("topic", record.topic())
                .tag("reason", rejection.code())
                .register(meters)
                .increment();
        return kafka.send(DeadLetter.of(record, consumer, rejection.toString()));
    }
}
