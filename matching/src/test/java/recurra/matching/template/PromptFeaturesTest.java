package recurra.matching.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import recurra.matching.Golden;

class PromptFeaturesTest {
    static Stream<List<String>> features() {
        return Golden.rows("prompt-features.txt").stream();
    }

    /** Features are kept with their entries: a change of these rows needs another version. */
    @ParameterizedTest
    @MethodSource("features")
    void stayWhatTheyAreInTheirVersion(List<String> row) {
        assertThat(PromptFeatures.of(row.get(0)).toJson()).isEqualTo(row.get(1));
    }

    @RepeatedTest(200)
    void surviveJson(RepetitionInfo repetition) {
        PromptFeatures features = PromptFeatures.of(noise(repetition.getCurrentRepetition()));

        assertThat(PromptFeatures.fromJson(features.toJson()).toJson())
                .isEqualTo(features.toJson());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "{",
                "{\"version\":1,\"english\":true,\"type\":\"WHAT\",\"tokens\":[],\"words\":[]}",
                "{\"version\":2,\"english\":true,\"type\":\"WHAT\",\"tokens\":[[\"WORD\"]],\"words\":[]}",
                "{\"version\":2,\"english\":true,\"type\":\"WHICH\",\"tokens\":[],\"words\":[]}",
                "{\"version\":2,\"english\":true,\"type\":\"WHAT\",\"tokens\":[],\"words\":[],\"vectors\":\"AAAA\"}"
            })
    void refuseOtherJson(String json) {
        assertThatThrownBy(() -> PromptFeatures.fromJson(json))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.", "'", "' '", "a'a", "((", "1,111,", "- ", "`", "\"", "@a", "a-", "the "
            })
    void takeTimeThatGrowsWithTheLength(String unit) {
        String text = unit.repeat(100_000 / unit.length());

        Assertions.assertTimeout(Duration.ofSeconds(5), () -> PromptFeatures.of(text));
        Assertions.assertTimeout(Duration.ofSeconds(5), () -> SimHash.of(text));
    }

    @Test
    void showNoContent() {
        assertThat(PromptFeatures.of("Who killed Laura Palmer?").toString())
                .isEqualTo("PromptFeatures[type=WHO, tokens=3, words=4, vectors=false]");
        assertThat(PromptFeatures.of("Who killed Laura?").tokens().toString())
                .doesNotContain("killed");
    }

    private static String noise(long seed) {
        Random random = new Random(seed);
        String[] parts = {
            "what",
            "is",
            "the",
            "'s",
            "\"",
            "'",
            "`",
            "1,000",
            "2nd",
            "twenty",
            "five",
            "and",
            "C++",
            "foo_bar",
            "?",
            "!",
            "-",
            "(",
            "not",
            "from",
            "to",
            "a",
            "é",
            "日本",
            "\uD83D\uDE00",
            "\n",
            "http://x.y/z",
            "…",
            "US"
        };
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(20); i > 0; i--) {
            text.append(parts[random.nextInt(parts.length)])
                    .append(random.nextBoolean() ? " " : "");
        }
        return text.toString();
    }
}
