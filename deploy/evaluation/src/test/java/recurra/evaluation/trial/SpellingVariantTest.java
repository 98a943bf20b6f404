package recurra.evaluation.trial;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingVariantTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "LOWER_CASE|Is it Hot?|is it hot?",
                "UPPER_CASE|Is it hot?|IS IT HOT?",
                "TITLE_CASE|Is it don't?|Is It Don't?",
                "SENTENCE_CASE|is It Hot?|Is it hot?",
                "DOUBLE_SPACES|Is it?|Is  it?",
                "NO_CLOSING_MARK|Is it hot ?|Is it hot",
                "FULL_STOP|Is it hot|Is it hot.",
                "SPACE_BEFORE_MARK|Is it hot?|Is it hot ?",
                "DOUBLED_MARK|Is it hot?|Is it hot??",
                "CURLY_QUOTES|Isn't \"x\"?|Isn’t “x”?",
                "FULL_WIDTH_SPACES|Is it?|Is\u3000it?",
                "DECOMPOSED|caf\u00e9|cafe\u0301"
            })
    void spellsInAnotherWay(SpellingVariant variant, String question, String spelled) {
        assertThat(variant.of(question)).contains(spelled);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "LOWER_CASE|is it?",
                "FULL_STOP|Is it?",
                "DOUBLED_MARK|Go.",
                "DECOMPOSED|cafe"
            })
    void leavesOutWhatIsNotAnother(SpellingVariant variant, String question) {
        assertThat(variant.of(question)).isEmpty();
    }
}
