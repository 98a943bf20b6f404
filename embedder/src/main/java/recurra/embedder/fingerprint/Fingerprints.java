package recurra.embedder.fingerprint;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import recurra.embedder.model.EmbeddingSpace;
import recurra.embedder.model.Fingerprint;
import recurra.events.FingerprintComputed;
import recurra.events.InteractionCompleted;
import recurra.matching.template.PromptFeatures;
import recurra.matching.template.SimHash;

/** Makes the events that hold fingerprints. */
final class Fingerprints {
    private final EmbeddingSpace space;
    private final Clock clock;

    Fingerprints(EmbeddingSpace space, Clock clock) {
        this.space = space;
        this.clock = clock;
    }

    /** The question's fingerprint, with the id that it has whenever it is computed again. */
    FingerprintComputed of(Question question, Fingerprint fingerprint) {
        InteractionCompleted interaction = question.interaction();
        float[] vector = fingerprint.vector();
        List<Float> embedding = IntStream.range(0, vector.length).mapToObj(i -> vector[i]).toList();
        return FingerprintComputed.newBuilder()
                .setEventId(eventId(interaction.getEventId()))
                .setOccurredAt(Instant.now(clock).truncatedTo(ChronoUnit.MICROS))
                .setTenantId(interaction.getTenantId())
                .setTraceparent(interaction.getTraceparent())
                .setExactKey(interaction.getExactKey())
                .setScopeKey(interaction.getScopeKey())
                .setInteractionId(interaction.getEventId())
                .setInteractionAt(interaction.getOccurredAt())
                .setModel(interaction.getModel())
                .setSimHash(SimHash.of(question.text()))
                .setEmbeddingModel(space.model())
                .setEmbeddingVersion(space.version())
                .setEmbedding(embedding)
                .setFeaturesVersion(PromptFeatures.VERSION)
                .setFeatures(fingerprint.features())
                .build();
    }

    private UUID eventId(UUID interactionId) {
        String name = interactionId + "/" + space + "/" + PromptFeatures.VERSION;
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }
}
