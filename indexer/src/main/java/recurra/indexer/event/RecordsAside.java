package recurra.indexer.event;

import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where records go that can never be processed. Counts and logs each. Safe for threads. */
public interface RecordsAside {
    /** Done when the record is safe there. */
    CompletableFuture<?> put(ConsumerRecord<byte[], byte[]> record, Rejection rejection);
}
