package recurra.indexer.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import recurra.schemas.EventCodec;
import recurra.schemas.UnreadableEventException;

/** Reads a batch of records and applies their events to one projection. Safe for threads. */
public final class BatchProcessor {
    private final EventCodec codec;
    private final Projection projection;
    private final RecordsAside aside;

    public BatchProcessor(EventCodec codec, Projection projection, RecordsAside aside) {
        this.codec = codec;
        this.projection = projection;
        this.aside = aside;
    }

    /**
     * Returns when every record took effect or is put aside.
     *
     * @throws RuntimeException when a part is away: the batch is worth another try, which repeats
     *     what has been done
     */
    public void process(List<ConsumerRecord<byte[], byte[]>> records) {
        List<CompletableFuture<?>> putAside = new ArrayList<>();
        List<Received> received = new ArrayList<>(records.size());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                received.add(new Received(record, read(record)));
            } catch (UnreadableEventException e) {
                putAside.add(aside.put(record, Rejection.of(e)));
            }
        }
        apply(received, putAside);
        await(putAside);
    }

    private SpecificRecord read(ConsumerRecord<byte[], byte[]> record)
            throws UnreadableEventException {
        if (record.value() == null) {
            throw new UnreadableEventException(
                    UnreadableEventException.Reason.EMPTY, "The record has no value");
        }
        return codec.decode(record.topic(), record.value());
    }

    /** Where one event spoils the batch, its halves are applied, down to the one event alone. */
    private void apply(List<Received> received, List<CompletableFuture<?>> putAside) {
        if (received.isEmpty()) {
            return;
        }
        try {
            projection.apply(received.stream().map(Received::event).toList());
        } catch (RuntimeException e) {
            Optional<Rejection> rejection = Rejection.of(e);
            if (rejection.isEmpty()) {
                throw e;
            }
            if (received.size() == 1) {
                putAside.add(aside.put(received.getFirst().record(), rejection.get()));
                return;
            }
            int middle = received.size() / 2;
            apply(received.subList(0, middle), putAside);
            apply(received.subList(middle, received.size()), putAside);
        }
    }

    private static void await(List<CompletableFuture<?>> putAside) {
        try {
            CompletableFuture.allOf(putAside.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            throw new KafkaException("A record could not be put into the dead-letter topic", e);
        }
    }

    private record Received(ConsumerRecord<byte[], byte[]> record, SpecificRecord event) {}
}
