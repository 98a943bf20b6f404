package recurra.matching.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import recurra.matching.Golden;

class GuardTest {
    private static final List<String> QUESTIONS =
            Stream.concat(
                            Golden.rows("template-hits.txt").stream().map(List::getFirst),
                            Golden.rows("template-misses.txt").stream().map(List::getFirst))
                    .distinct()
                    .toList();

    /** Every question meets every other. */
    private static final Map<String, PromptFeatures> FEATURES = new ConcurrentHashMap<>();

    static Stream<List<String>> hits() {
        return Golden.rows("template-hits.txt").stream();
    }

    static Stream<List<String>> misses() {
        return Golden.rows("template-misses.txt").stream();
    }

    @ParameterizedTest
    @MethodSource("hits")
    void letRewordingsPass(List<String> pair) {
        assertThat(veto(pair.get(0), pair.get(1))).isEmpty();
        assertThat(veto(pair.get(1), pair.get(0))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("misses")
    void stopOtherQuestionsBothWays(List<String> pair) {
        assertThat(veto(pair.get(0), pair.get(1))).contains(pair.get(2));
        assertThat(veto(pair.get(1), pair.get(0))).contains(pair.get(2));
    }

    @Test
    void aQuestionOfNoWordsIsNoMatchOfItself() {
        assertThat(veto("", "")).contains("content");
        assertThat(veto("?!", "?!")).contains("content");
    }

    @RepeatedTest(100)
    void twoNamesThatChangePlacesStop(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<String> names = new ArrayList<>(List.of("Ada", "Bob", "Cleo", "Dora"));
        Collections.shuffle(names, random);
        String form =
                List.of(
                                "Did %s beat %s?",
                                "Is %s taller than %s?",
                                "What did %s give to %s?",
                                "Who introduced %s to %s?",
                                "Why does %s owe money to %s?",
                                "When was %s arrested by %s?")
                        .get(random.nextInt(6));

        assertThat(
                        veto(
                                form.formatted(names.get(0), names.get(1)),
                                form.formatted(names.get(1), names.get(0))))
                .isPresent();
    }

    private static Optional<String> veto(String one, String other) {
        PromptFeatures left = features(one);
        PromptFeatures right = features(other);
        return Arrays.stream(Guard.values())
                .filter(guard ->
                        !guard.passes(
                                new Comparison(
                                        new ComparedPrompt(left), new ComparedPrompt(right))))
                .map(Guard::label)
                .findFirst();
    }

    private static PromptFeatures features(String prompt) {
        return FEATURES.computeIfAbsent(prompt, PromptFeatures::of);
    }
}
