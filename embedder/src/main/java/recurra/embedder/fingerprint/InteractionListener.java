package recurra.embedder.fingerprint;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.listener.BatchListenerFailedException;
import org.springframework.kafka.listener.BatchMessageListener;
import recurra.embedder.error.EmbedderException;
import recurra.embedder.error.ErrorCode;
import recurra.embedder.model.EmbeddingModel;
import recurra.embedder.model.Embeddings;
import recurra.embedder.model.Fingerprint;
import recurra.embedder.model.RecentFingerprints;
import recurra.events.FingerprintComputed;
import recurra.events.InteractionCompleted;
import recurra.schemas.EventCodec;
import recurra.schemas.Topics;
import recurra.schemas.UnreadableEventException;

/**
 * Publishes the fingerprints of a batch of interactions, and returns when the broker has them all.
 *
 * <p>What no retry can mend goes to the dead-letter topic; whatever else fails, the model or Kafka
 * being away, fails the batch, which then comes again.
 */
final class InteractionListener implements BatchMessageListener<byte[], byte[]> {
    private final EventCodec codec;
    private final EmbeddingModel model;
    private final RecentFingerprints recent;
    private final Fingerprints fingerprints;
    private final KafkaOperations<byte[], byte[]> kafka;
    private final DeadLetters deadLetters;
    private final Counter published;
    private final Counter skipped;

    InteractionListener(
            EventCodec codec,
            EmbeddingModel model,
            RecentFingerprints recent,
            Fingerprints fingerprints,
            KafkaOperations<byte[], byte[]> kafka,
            DeadLetters deadLetters,
            MeterRegistry meters) {
        this.codec = codec;
        this.model = model;
        this.recent = recent;
        this.fingerprints = fingerprints;
        this.kafka = kafka;
        this.deadLetters = deadLetters;
        published = counter(meters, "published");
        skipped = counter(meters, "skipped");
    }

    /**
     * A failure is the first record's, so that the whole batch is read from the log anew. Spring
     * would keep another failure's batch at hand, and commit it when its partitions are long
     * another consumer's.
     */
    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> records) {
        try {
            process(records);
        } catch (RuntimeException e) {
            throw new BatchListenerFailedException("The batch is read again", e, 0);
        }
    }

    private void process(List<ConsumerRecord<byte[], byte[]>> records) {
        List<CompletableFuture<?>> sent = new ArrayList<>();
        List<Asked> unknown = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                question(record)
                        .map(question -> new Asked(record, question))
                        .ifPresentOrElse(
                                asked ->
                                        recent.take(asked.question().text())
                                                .ifPresentOrElse(
                                                        known -> sent.add(publish(asked, known)),
                                                        () -> unknown.add(asked)),
                                skipped::increment);
            } catch (UnreadableEventException e) {
                sent.add(deadLetters.put(record, e.reason().code(), message(e)));
            } catch (IllegalArgumentException e) {
                sent.add(deadLetters.put(record, "invalid_interaction", message(e)));
            }
        }
        for (int from = 0; from < unknown.size(); from += model.backgroundBatch()) {
            int to = Math.min(unknown.size(), from + model.backgroundBatch());
            sent.addAll(publish(unknown.subList(from, to)));
        }
        CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
    }

    private Optional<Question> question(ConsumerRecord<byte[], byte[]> record)
            throws UnreadableEventException {
        if (record.value() == null) {
            throw new UnreadableEventException(
                    UnreadableEventException.Reason.EMPTY, "The record has no value");
        }
        return Question.of((InteractionCompleted) codec.decode(record.topic(), record.value()));
    }

    private List<CompletableFuture<?>> publish(List<Asked> asked) {
        List<String> texts = asked.stream().map(one -> one.question().text()).toList();
        Embeddings embeddings;
        try {
            embeddings = model.embed(texts);
        } catch (EmbedderException e) {
            if (e.code().kind() != ErrorCode.Kind.INTERNAL) {
                throw e;
            }
            if (asked.size() == 1) {
                return List.of(
                        deadLetters.put(asked.getFirst().record(), "model_failed", e.message()));
            }
            // One text breaks the model: alone, the others go on.
            return asked.stream().flatMap(one -> publish(List.of(one)).stream()).toList();
        }
        List<Fingerprint> computed = Fingerprint.of(texts, embeddings);
        List<CompletableFuture<?>> sent = new ArrayList<>(asked.size());
        for (int i = 0; i < asked.size(); i++) {
            sent.add(publish(asked.get(i), computed.get(i)));
        }
        return sent;
    }

    private CompletableFuture<?> publish(Asked asked, Fingerprint fingerprint) {
        FingerprintComputed event = fingerprints.of(asked.question(), fingerprint);
        published.increment();
        return kafka.send(
                new ProducerRecord<>(
                        Topics.FINGERPRINTS,
                        asked.record().key(),
                        codec.encode(Topics.FINGERPRINTS, event)));
    }

    private static String message(Exception e) {
        return String.valueOf(e.getMessage());
    }

    private static Counter counter(MeterRegistry meters, String result) {
        return Counter.builder(FingerprintMetric.INTERACTIONS.meter())
                .description("Interactions that got a fingerprint, or are not for similarity")
                .tag("result", result)
                .register(meters);
    }

    private record Asked(ConsumerRecord<byte[], byte[]> record, Question question) {}
}
