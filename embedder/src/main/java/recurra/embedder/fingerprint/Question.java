package recurra.embedder.fingerprint;

import java.util.Optional;
import recurra.events.InteractionCompleted;
import recurra.matching.request.ChatRequest;
import recurra.matching.request.Declaration;
import recurra.matching.template.Eligibility;
import recurra.matching.text.Phrases;

/**
 * The question of an interaction whose answer may be found again by similarity.
 *
 * @param text as it is compared: as the user asked it, without the values of volatile slots
 */
record Question(InteractionCompleted interaction, String text) {
    /**
     * The interaction's question, unless it has none or one that similarity must not touch.
     *
     * @throws IllegalArgumentException when the interaction's request is not a chat request, or it
     *     declares a kind that is not known
     */
    static Optional<Question> of(InteractionCompleted interaction) {
        Declaration declared =
                Declaration.labelled(interaction.getVolatileSlots(), interaction.getAlsoCompared());
        return ChatRequest.ofCanonical(interaction.getCanonicalRequest())
                .with(declared)
                .compared()
                .filter(text ->
                        Eligibility.of(text, declared.alsoCompared(), Phrases.NONE)
                                instanceof Eligibility.Eligible)
                .map(text -> new Question(interaction, text));
    }

    @Override
    public String toString() {
        return "Question[interaction=" + interaction.getEventId() + "]";
    }
}
