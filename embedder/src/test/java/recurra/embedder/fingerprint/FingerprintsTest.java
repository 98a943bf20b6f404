package recurra.embedder.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import recurra.embedder.model.EmbeddingSpace;
import recurra.embedder.model.Fingerprint;
import recurra.events.FingerprintComputed;
import recurra.events.InteractionCompleted;
import recurra.matching.template.PromptFeatures;
import recurra.matching.template.SimHash;

class FingerprintsTest {
    private static final String QUESTION = "What is the capital of Mongolia?";
    private static final float[] VECTOR = {0.6f, 0.8f};

    private final InteractionCompleted interaction = Interactions.asking(QUESTION);

    @Test
    void saysWhatSimilarityNeeds() {
        FingerprintComputed event = fingerprint("v1", "2026-01-01T00:00:00.123456789Z");
        assertThat(event.getInteractionId()).isEqualTo(interaction.getEventId());
        assertThat(event.getInteractionAt()).isEqualTo(interaction.getOccurredAt());
        assertThat(event.getTenantId()).isEqualTo(interaction.getTenantId());
        assertThat(event.getTraceparent()).isEqualTo(interaction.getTraceparent());
        assertThat(event.getExactKey()).isEqualTo(interaction.getExactKey());
        assertThat(event.getScopeKey()).isEqualTo(interaction.getScopeKey());
        assertThat(event.getModel()).isEqualTo(interaction.getModel());
        assertThat(event.getOccurredAt()).isEqualTo("2026-01-01T00:00:00.123456Z");
        assertThat(event.getEmbedding()).containsExactly(0.6f, 0.8f);
        assertThat(event.getEmbeddingModel()).isEqualTo("model");
        assertThat(event.getEmbeddingVersion()).isEqualTo("v1");
        assertThat(event.getSimHash()).isEqualTo(SimHash.of(QUESTION));
        assertThat(event.getFeaturesVersion()).isEqualTo(PromptFeatures.VERSION);
        assertThat(event.getFeatures()).isEqualTo(PromptFeatures.of(QUESTION).toJson());
    }

    @Test
    void hasTheSameIdWheneverItIsComputedInTheSameSpace() {
        FingerprintComputed first = fingerprint("v1", "2026-01-01T00:00:00Z");
        assertThat(fingerprint("v1", "2026-02-02T00:00:00Z").getEventId())
                .isEqualTo(first.getEventId());
        assertThat(fingerprint("v2", "2026-01-01T00:00:00Z").getEventId())
                .isNotEqualTo(first.getEventId());
    }

    @Test
    void takesTheQuestionAsItWasAsked() {
        assertThat(Question.of(interaction)).get().extracting(Question::text).isEqualTo(QUESTION);
    }

    @Test
    void leavesOutTheValuesOfVolatileSlots() {
        InteractionCompleted declared =
                InteractionCompleted.newBuilder(
                                Interactions.asking("What is the capital of Laos (id: 48213)?"))
                        .setVolatileSlots(List.of("identifier"))
                        .build();

        assertThat(Question.of(declared))
                .get()
                .extracting(Question::text)
                .isEqualTo("What is the capital of Laos (id: ⟨identifier⟩)?");
    }

    @Test
    void takesTheKindsOfQuestionsThatTheRouteCompares() {
        InteractionCompleted strict = Interactions.asking("Where is my card?");
        InteractionCompleted loose =
                InteractionCompleted.newBuilder(strict)
                        .setAlsoCompared(List.of("personal"))
                        .build();
        InteractionCompleted otherKind =
                InteractionCompleted.newBuilder(strict).setAlsoCompared(List.of("live")).build();

        assertThat(Question.of(loose))
                .get()
                .extracting(Question::text)
                .isEqualTo("Where is my card?");
        assertThat(Question.of(strict)).isEmpty();
        assertThat(Question.of(otherKind)).isEmpty();
    }

    @Test
    void refusesAKindThatItDoesNotKnow() {
        List<InteractionCompleted> newer =
                List.of(
                        InteractionCompleted.newBuilder(interaction)
                                .setVolatileSlots(List.of("mood"))
                                .build(),
                        InteractionCompleted.newBuilder(interaction)
                                .setAlsoCompared(List.of("mood"))
                                .build());

        assertThat(newer)
                .allSatisfy(event ->
                        assertThatThrownBy(() -> Question.of(event))
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessageContaining("mood"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"What is my balance?", "Delete the file report.txt", "x = {1};"})
    void leavesOutWhatSimilarityMustNotTouch(String question) {
        assertThat(Question.of(Interactions.asking(question))).isEmpty();
    }

    @Test
    void refusesWhatIsNoChatRequest() {
        InteractionCompleted broken =
                InteractionCompleted.newBuilder(interaction).setCanonicalRequest("[]").build();
        assertThatThrownBy(() -> Question.of(broken)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void showsNoQuestion() {
        assertThat(Question.of(interaction).orElseThrow()).asString().doesNotContain("Mongolia");
    }

    private FingerprintComputed fingerprint(String version, String now) {
        Clock clock = Clock.fixed(Instant.parse(now), ZoneOffset.UTC);
        return new Fingerprints(new EmbeddingSpace("model", version), clock)
                .of(
                        new Question(interaction, QUESTION),
                        new Fingerprint(VECTOR, PromptFeatures.of(QUESTION).toJson()));
    }
}
