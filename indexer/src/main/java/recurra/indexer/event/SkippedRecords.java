package recurra.indexer.event;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leaves records out that another reader of the same log puts into the dead-letter topic. */
public final class SkippedRecords implements RecordsAside {
    private static final Logger LOG = LoggerFactory.getLogger(SkippedRecords.class);

    private final String consumer;
    private final MeterRegistry meters;

    public SkippedRecords(String consumer, MeterRegistry meters) {
        this.consumer = consumer;
        this.meters = meters;
    }

    @Override
    public CompletableFuture<?> put(ConsumerRecord<byte[], byte[]> record, Rejection rejection) {
        LOG.atDebug()
                .addKeyValue("consumer", consumer)
                .addKeyValue("topic", record.topic())
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .addKeyValue("reason", rejection)
                .log("Record left out");
        Counter.builder(EventMetric.SKIPPED.meter())
                .description("Records left out that have their place in the dead-letter topic")
                .tag("consumer", consumer)
                .tag("reason", rejection.code())
                .register(meters)
                .increment();
        return CompletableFuture.completedFuture(null);
    }
}
