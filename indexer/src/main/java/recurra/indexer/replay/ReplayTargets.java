package recurra.indexer.replay;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import recurra.indexer.event.BatchProcessor;
import recurra.indexer.event.Projection;

/** What is derived from the log, and by what. */
public final class ReplayTargets {
    private final Map<Projection, BatchProcessor> processors;

    /**
     * @param processors each of which applies events to its projection, in the order in which they
     *     are to be applied
     */
    public ReplayTargets(Map<Projection, BatchProcessor> processors) {
        this.processors = new LinkedHashMap<>(processors);
    }

    void reset() {
        processors.keySet().forEach(Projection::reset);
    }

    /** Applies the records of one topic to everything that is derived from the topic. */
    void process(String topic, List<ConsumerRecord<byte[], byte[]>> records) {
        processors.forEach((projection, processor) -> {
            if (projection.topics().contains(topic)) {
                processor.process(records);
            }
        });
    }
}
