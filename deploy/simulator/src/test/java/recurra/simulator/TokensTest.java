package recurra.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TokensTest {

    @Test
    void splitsWordsWithTheBlankBeforeThem() {
        assertThat(Tokens.split("Hello, internationalisation\r\n\tx"))
                .containsExactly("Hello", ",", " internat", "ionalisa", "tion", "\r\n", "\t", "x");
    }

    @Test
    void tokensJoinedAreTheTextAndNoSurrogatePairIsTorn() {
        String alphabet = "aZ9_ \t\r\n.,é\u0301\ud83d\udc68\u200d\ud83d\udc67\u4f60\u2028\u0085";
        int[] codePoints = alphabet.codePoints().toArray();
        SplittableRandom random = new SplittableRandom(42);
        for (int round = 0; round < 2_000; round++) {
            String text =
                    random.ints(random.nextInt(40), 0, codePoints.length)
                            .mapToObj(i -> Character.toString(codePoints[i]))
                            .collect(Collectors.joining());

            assertThat(String.join("", Tokens.split(text))).isEqualTo(text);
            assertThat(Tokens.count(text)).isEqualTo(Tokens.split(text).size());
            assertThat(Tokens.split(text))
                    .noneMatch(token -> Character.isLowSurrogate(token.charAt(0)));
        }
    }
}
