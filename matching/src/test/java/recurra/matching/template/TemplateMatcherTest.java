package recurra.matching.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import recurra.matching.EntryId;
import recurra.matching.Golden;
import recurra.matching.template.TemplateDecision.Accepted;
import recurra.matching.template.TemplateDecision.Refused;

class TemplateMatcherTest {
    private static final String ASKED = "Tell me the capital of France please";
    private static final String CACHED = "What is the capital of France?";

    private final TemplateMatcher matcher = new TemplateMatcher(TemplateThresholds.DEFAULTS);

    static Stream<List<String>> misses() {
        return Golden.rows("template-misses.txt").stream();
    }

    @Test
    void acceptsARewordingWithItsEvidence() {
        TemplateCandidate candidate = candidate(1, CACHED, 0.96, "paris");

        assertThat(decide(candidate)).isInstanceOf(Accepted.class);
        Accepted accepted = (Accepted) decide(candidate);
        assertThat(accepted.candidate()).isEqualTo(candidate);
        assertThat(accepted.evidence().candidate()).isEqualTo(candidate.entryId());
        assertThat(accepted.evidence().score()).isBetween(accepted.evidence().threshold(), 1.0);
        assertThat(accepted.evidence().threshold())
                .isEqualTo(TemplateThresholds.DEFAULTS.of(Category.SAME_WORDS));
        assertThat(accepted.evidence().cosine()).isEqualTo(0.96);
        assertThat(accepted.evidence().veto()).isEmpty();
        assertThat(accepted.evidence().guardsPassed())
                .containsExactlyElementsOf(
                        Arrays.stream(Guard.values()).map(Guard::label).toList());
    }

    @Test
    void weighingNamesEveryGuardThatObjectsAndEverySignal() {
        Weighing weighing =
                matcher.weigh(
                        PromptFeatures.of("How do I enable 2FA in Paris?"),
                        candidate(1, "How do I disable 3FA in Rome?", 0.9, "x"));

        assertThat(weighing.vetoes()).containsExactly("numbers", "negation", "code", "names");
        assertThat(weighing.signals()).containsEntry("cosine", 0.9).containsKey("residue");
    }

    @Test
    void withoutCandidatesThereIsNothingToAccept() {
        Refused refused = (Refused) decide();

        assertThat(refused.reason()).isEqualTo("no_candidate");
        assertThat(refused.evidence()).isEmpty();
    }

    @Test
    void aFarVectorRefuses() {
        Refused refused = (Refused) decide(candidate(1, CACHED, 0.5, "paris"));

        assertThat(refused.reason()).isEqualTo("below_threshold");
        assertThat(refused.evidence().orElseThrow().veto()).isEmpty();
    }

    @Test
    void noNumberIsNoLikeness() {
        assertThat(decide(candidate(1, CACHED, Double.NaN, "paris"))).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @MethodSource("misses")
    void aGuardRefusesHoweverNearTheVectorsAre(List<String> pair) {
        PromptFeatures asked = PromptFeatures.of(pair.get(0));
        Refused refused =
                (Refused) matcher.decide(asked, List.of(candidate(1, pair.get(1), 0.99, "x")));

        assertThat(refused.reason()).isEqualTo("guard");
        assertThat(refused.evidence().orElseThrow().veto()).contains(pair.get(2));
    }

    @Test
    void twoNearCandidatesWithDifferentAnswersAreAMiss() {
        Refused refused =
                (Refused)
                        decide(
                                candidate(1, CACHED, 0.97, "paris"),
                                candidate(2, CACHED, 0.97, "lyon"));

        assertThat(refused.reason()).isEqualTo("ambiguous");
        assertThat(refused.evidence().orElseThrow().veto()).isEmpty();
    }

    @Test
    void twoNearCandidatesWithOneAnswerAgree() {
        assertThat(
                        decide(
                                candidate(1, CACHED, 0.97, "paris"),
                                candidate(2, "Which is the capital of France?", 0.96, "paris")))
                .isInstanceOf(Accepted.class);
    }

    @Test
    void aCandidateThatAGuardStoppedCastsNoDoubt() {
        assertThat(
                        decide(
                                candidate(1, "What is the capital of Italy?", 0.99, "rome"),
                                candidate(2, CACHED, 0.96, "paris")))
                .isInstanceOf(Accepted.class);
    }

    @RepeatedTest(50)
    void theOrderOfTheCandidatesDoesNotMatter(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<TemplateCandidate> candidates = new ArrayList<>();
        List<String> texts =
                List.of(CACHED, "What is the capital of Italy?", "What's France's capital?");
        for (int i = 0; i < 5; i++) {
            double cosine = 0.85 + random.nextInt(4) * 0.05;
            candidates.add(
                    candidate(i, texts.get(random.nextInt(3)), cosine, "a" + random.nextInt(2)));
        }
        PromptFeatures asked = PromptFeatures.of(ASKED);
        TemplateDecision decision = matcher.decide(asked, candidates);
        Collections.shuffle(candidates, random);

        assertThat(matcher.decide(asked, candidates)).isEqualTo(decision);
    }

    @Test
    void thresholdsAreSharesAndThereIsOneForEachCategory() {
        Map<Category, Double> scores = new EnumMap<>(TemplateThresholds.DEFAULTS.scores());
        assertThatThrownBy(() -> new TemplateThresholds(scores, Double.NaN))
                .hasMessage("margin must be between 0 and 1, not NaN");
        scores.put(Category.OPEN, 1.1);
        assertThatThrownBy(() -> new TemplateThresholds(scores, 0))
                .hasMessage("score must be between 0 and 1, not 1.1");
        scores.remove(Category.OPEN);
        assertThatThrownBy(() -> new TemplateThresholds(scores, 0))
                .hasMessage("There is no threshold for OPEN");
    }

    private TemplateDecision decide(TemplateCandidate... candidates) {
        return matcher.decide(PromptFeatures.of(ASKED), List.of(candidates));
    }

    private static TemplateCandidate candidate(int id, String text, double cosine, String answer) {
        return new TemplateCandidate(
                new EntryId(new UUID(0, id)), cosine, PromptFeatures.of(text), answer);
    }
}
