package recurra.matching.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VolatileSlotsTest {
    private static final String UUID = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "uuid | for 3f2504e0-4f89-41d3-9a0c-0305e82c3301. | for ⟨uuid⟩.",
                "identifier | for 3F2504E0-4F89-41D3-9A0C-0305E82C3301? | for ⟨identifier⟩?",
                "identifier | request 7f3a91c2 failed | request ⟨identifier⟩ failed",
                "identifier | request id: 48213, again | request id: ⟨identifier⟩, again",
                "identifier | requestId=48-b why | requestId=⟨identifier⟩ why",
                "identifier | the Trace ID 7 | the Trace ID ⟨identifier⟩",
                "identifier | ticket #48213 | ticket #⟨identifier⟩",
                "identifier | req_01HXYZ8K3M5N7P9QRS what | ⟨identifier⟩ what",
                "identifier | 01ARZ3NDEKTSV4RRFFQ69G5FAV. | ⟨identifier⟩.",
                "timestamp | at 2026-11-21T17:43:00Z it | at ⟨timestamp⟩ it",
                "timestamp | at 2026-11-21 17:43:00.123 +01:00 it | at ⟨timestamp⟩ it",
                "timestamp | at 20261121T174300Z it | at ⟨timestamp⟩ it",
                "timestamp | [Sat, 21 Nov 2026 17:43:00 GMT] it | [⟨timestamp⟩] it",
                "date | on 2026-11-21, was | on ⟨date⟩, was",
                "date | on 21 November 2026 and November 21st, 2026 | on ⟨date⟩ and ⟨date⟩",
                "date | am 21.11.2026 und 11/21/2026 | am ⟨date⟩ und ⟨date⟩",
                "email | mail jo.doe+x@mail.example.org now | mail ⟨email⟩ now",
                "url | see https://example.org/a?b=1&c=2. Why | see ⟨url⟩. Why"
            })
    void leavesOutTheValues(String kind, String question, String masked) {
        assertThat(VolatileSlots.labelled(List.of(kind)).mask(question)).contains(masked);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "identifier | Is GPT-4-0613 older than GPT-4o?",
                "identifier | Convert 12345678 metres to 1e5 feet",
                "identifier | What does CVE-2024-12345 say of RFC9457?",
                "identifier | Is C#5 or F# better than Windows11?",
                "identifier | Is the id of a decade a facade?",
                "identifier | Is this valid 7 times?",
                "timestamp | What happened on 2026-11-21 in Oslo?",
                "date | At 2026-11-21T17:43 or 17:43?",
                "date | Is version 21.11.2026.4 older than May 2026?",
                "uuid | What is 3f2504e0-4f89-41d3-9a0c?",
                "email | Is a@b an address?",
                "url | Is https safe?"
            })
    void leavesTheOthers(String kind, String question) {
        assertThat(VolatileSlots.labelled(List.of(kind)).mask(question)).contains(question);
    }

    @Test
    void whatLooksLikeAMarkIsNotComparedAtAll() {
        VolatileSlots slots = VolatileSlots.labelled(List.of("uuid"));

        assertThat(slots.mask("What is ⟨uuid⟩?")).isEmpty();
        assertThat(slots.mask("a".repeat(VolatileSlots.LONGEST + 1))).isEmpty();
        assertThat(VolatileSlots.NONE.mask("What is ⟨uuid⟩?")).contains("What is ⟨uuid⟩?");
    }

    @Test
    void findsTheValuesOfSeveralKinds() {
        VolatileSlots slots = VolatileSlots.of(Set.of(SlotKind.values()));

        assertThat(slots.values("Log 2026-11-21T17:43Z, id 7, %s of jo@x.org".formatted(UUID)))
                .containsExactly("jo@x.org", "2026-11-21T17:43Z", UUID, "7");
    }

    @Test
    void hasEachKindOnceInOneOrder() {
        assertThat(VolatileSlots.labelled(List.of("identifier", "date", "identifier")))
                .isEqualTo(VolatileSlots.labelled(List.of("date", "identifier")))
                .isNotEqualTo(VolatileSlots.NONE);
        assertThat(VolatileSlots.labelled(List.of("identifier", "date")).labels())
                .containsExactly("date", "identifier");
        assertThatThrownBy(() -> VolatileSlots.labelled(List.of("number")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("number");
    }

    /** Texts made to let a careless expression back up for ever. */
    @Test
    @Timeout(60)
    void takesAShortTimeForAnyText() {
        VolatileSlots slots = VolatileSlots.of(Arrays.asList(SlotKind.values()));
        for (String piece : List.of("a", "1", "a1-", "id ", "a.", "1.1.", "x@", "http://", "  ")) {
            String text = piece.repeat(VolatileSlots.LONGEST / piece.length());
            assertThat(slots.mask(text)).isPresent();
        }
    }
}
