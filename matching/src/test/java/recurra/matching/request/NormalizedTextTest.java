package recurra.matching.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import recurra.matching.Golden;
import recurra.matching.NormalizedKey;
import recurra.matching.Sha256;

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
        assertThat(agree(pair)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("other")
    void foldsNothingThatMeansSomething(List<String> pair) {
        assertThat(agree(pair)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("same")
    void isItsOwnNormalizedForm(List<String> pair) {
        NormalizedText normalized = NormalizedText.of(pair.get(0)).orElseThrow();

        assertThat(NormalizedText.of(normalized.cased()).map(NormalizedText::folded))
                .contains(normalized.folded());
    }

    private static boolean agree(List<String> pair) {
        Optional<NormalizedKey> one = key(pair.get(0));
        Optional<NormalizedKey> other = key(pair.get(1));
        return one.isPresent() && other.isPresent() && one.get().agreesWith(other.get());
    }

    private static Optional<NormalizedKey> key(String question) {
        return NormalizedText.of(question)
                .map(text -> new NormalizedKey(Sha256.hex(text.folded()), text.marks()));
    }

    @Test
    @Timeout(10)
    void manySpacesTakeNoLongerThanOtherText() {
        assertThat(NormalizedText.of("a" + " ".repeat(1_000_000) + "b")).isEmpty();
    }

    @Test
    void longTextsHaveNone() {
        assertThat(NormalizedText.of("word ".repeat(400) + "w")).isEmpty();
        assertThat(NormalizedText.of("word ".repeat(399) + "w")).isPresent();
    }
}
