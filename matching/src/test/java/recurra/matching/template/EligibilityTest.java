package recurra.matching.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import recurra.matching.Golden;
import recurra.matching.request.QuestionKind;
import recurra.matching.text.Phrases;

class EligibilityTest {
    private static final Set<String> KINDS = Set.of("live", "personal", "deictic", "acting");

    static Stream<List<String>> prompts() {
        return Golden.rows("eligibility.txt").stream();
    }

    @ParameterizedTest
    @MethodSource("prompts")
    void judges(List<String> row) {
        assertThat(reason(row.get(1))).isEqualTo(row.get(0));
    }

    @Test
    void longPromptsStayOut() {
        assertThat(reason("What is rain " + "x".repeat(1_987))).isEqualTo("eligible");
        assertThat(reason("What is rain " + "x".repeat(1_988))).isEqualTo("too_long");
    }

    @Test
    void phrasesOfARouteStayOut() {
        Phrases phrases = Phrases.of(List.of("Opening hours", "ACME"));

        assertThat(reason("What are your opening  hours?", phrases)).isEqualTo("kept_apart");
        assertThat(reason("What does acme sell?", phrases)).isEqualTo("kept_apart");
        assertThat(reason("What are your hours of opening?", phrases)).isEqualTo("eligible");
    }

    @Test
    void kindsThatARouteComparesAreJudgedByTheOtherListsOnly() {
        Set<QuestionKind> personal = EnumSet.of(QuestionKind.PERSONAL);

        assertThat(reason("Where is my card?", personal)).isEqualTo("eligible");
        assertThat(reason("Was ist mein Kontostand?", personal)).isEqualTo("eligible");
        assertThat(reason("Where is my card today?", personal)).isEqualTo("live");
        assertThat(reason("Delete my card", personal)).isEqualTo("acting");
        assertThat(reason("x".repeat(2_001), personal)).isEqualTo("too_long");
        assertThat(reason("Where is my card {1}?", personal)).isEqualTo("not_prose");
    }

    @ParameterizedTest
    @MethodSource("prompts")
    void aRouteCanCompareEveryKind(List<String> row) {
        String expected = KINDS.contains(row.get(0)) ? "eligible" : row.get(0);

        assertThat(reason(row.get(1), EnumSet.allOf(QuestionKind.class))).isEqualTo(expected);
    }

    @Test
    void aRouteReplacesAListByItsOwn() {
        Phrases own = Phrases.of(List.of("my balance"));
        Set<QuestionKind> personal = EnumSet.of(QuestionKind.PERSONAL);

        assertThat(reason("What is my balance?", personal, own)).isEqualTo("kept_apart");
        assertThat(reason("Where is my card?", personal, own)).isEqualTo("eligible");
    }

    private static String reason(String prompt) {
        return reason(prompt, Phrases.NONE);
    }

    private static String reason(String prompt, Phrases keptApart) {
        return reason(prompt, Set.of(), keptApart);
    }

    private static String reason(String prompt, Set<QuestionKind> alsoCompared) {
        return reason(prompt, alsoCompared, Phrases.NONE);
    }

    private static String reason(String prompt, Set<QuestionKind> alsoCompared, Phrases keptApart) {
        return switch (Eligibility.of(prompt, alsoCompared, keptApart)) {
            case Eligibility.Eligible() -> "eligible";
            case Eligibility.Ineligible(String reason) -> reason;
        };
    }
}
