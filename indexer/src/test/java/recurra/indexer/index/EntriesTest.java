package recurra.indexer.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import recurra.events.InteractionCompleted;
import recurra.indexer.LoggedEvents;
import recurra.indexer.event.RejectedEventException;
import recurra.matching.request.ChatRequest;
import recurra.matching.request.Declaration;

class EntriesTest {
    private static final String QUESTION = "Where is my card (id: 48213)?";
    private static final List<String> SLOTS = List.of("identifier");
    private static final List<String> KINDS = List.of("acting", "personal");

    /** The gateway looks for the key that it makes itself. */
    @Test
    void theNormalizedKeyIsThatOfTheDeclaration() {
        ChatRequest asked = LoggedEvents.request(QUESTION);

        assertThat(Entries.of(declaring(SLOTS, KINDS)).normalizedKey())
                .isEqualTo(asked.with(Declaration.labelled(SLOTS, KINDS)).normalizedKey())
                .isNotEqualTo(Entries.of(declaring(SLOTS, List.of())).normalizedKey())
                .isNotEqualTo(Entries.of(declaring(List.of(), KINDS)).normalizedKey());
        assertThat(Entries.of(declaring(List.of(), List.of())).normalizedKey())
                .isEqualTo(asked.normalizedKey())
                .isPresent();
    }

    @Test
    void aKindThatIsNotKnownIsRefused() {
        for (InteractionCompleted newer :
                List.of(
                        declaring(List.of("mood"), List.of()),
                        declaring(List.of(), List.of("mood")))) {
            assertThatThrownBy(() -> Entries.of(newer))
                    .isInstanceOf(RejectedEventException.class)
                    .hasMessageContaining("mood");
        }
    }

    private static InteractionCompleted declaring(List<String> slots, List<String> kinds) {
        return LoggedEvents.interaction(QUESTION, "In the app.", LoggedEvents.AT)
                .setVolatileSlots(slots)
                .setAlsoCompared(kinds)
                .build();
    }
}
