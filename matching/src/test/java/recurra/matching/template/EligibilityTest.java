package recurra.matching.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import recurra.matching.Golden;
import recurra.matching.text.Phrases;

class EligibilityTest {
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

    private static String reason(String prompt) {
        return reason(prompt, Phrases.NONE);
    }

    private static String reason(String prompt, Phrases keptApart) {
        return switch (Eligibility.of(prompt, keptApart)) {
            case Eligibility.Eligible() -> "eligible";
            case Eligibility.Ineligible(String reason) -> reason;
        };
    }
}
