package recurra.matching.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import recurra.matching.Golden;

class NormalizedTextTest {
    static Stream<List<String>> same() {
        return Golden.rows("same-spelling.txt").stream();
    }

    static Stream<List<String>> other() {
        return Golden.rows("other-spelling.txt").stream();
    }

    @ParameterizedTest
    @MethodSource("same")
    void foldsSpelling(List<String> pair) {
        assertThat(NormalizedText.of(pair.get(1)))
                .isPresent()
                .isEqualTo(NormalizedText.of(pair.get(0)));
    }

    @ParameterizedTest
    @MethodSource("other")
    void foldsNothingThatMeansSomething(List<String> pair) {
        Optional<String> one = NormalizedText.of(pair.get(0));

        assertThat(one.isPresent() && one.equals(NormalizedText.of(pair.get(1))))
                .as("folded to %s", one)
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("same")
    void isItsOwnNormalizedForm(List<String> pair) {
        String normalized = NormalizedText.of(pair.get(0)).orElseThrow();

        assertThat(NormalizedText.of(normalized)).contains(normalized);
    }

    @Test
    void longTextsHaveNone() {
        assertThat(NormalizedText.of("word ".repeat(400) + "w")).isEmpty();
        assertThat(NormalizedText.of("word ".repeat(399) + "w")).isPresent();
    }
}
