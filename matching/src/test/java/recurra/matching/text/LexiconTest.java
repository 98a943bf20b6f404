package recurra.matching.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import recurra.matching.text.Lexicon.Nearness;

class LexiconTest {
    @ParameterizedTest
    @CsvSource({
        "flights,flight", "flew,fly", "flying,fly", "stopped,stop", "making,make", "cities,city",
        "children,child", "boxes,box", "glass,glass", "bus,bus", "best,best", "qwertys,qwertys"
    })
    void findsTheLemma(String form, String lemma) {
        assertThat(Lexicon.lemma(form)).isEqualTo(lemma);
    }

    @ParameterizedTest
    @CsvSource({"big,large,SYNONYMS", "angry,furious,SYNONYMS", "gay,autistic,FAR", "x,x,SYNONYMS"})
    void tellsHowNearWordsAre(String one, String other, Nearness nearness) {
        assertThat(Lexicon.nearness(one, other)).isEqualTo(nearness);
        assertThat(Lexicon.nearness(other, one)).isEqualTo(nearness);
    }

    @Test
    void knowsOpposites() {
        assertThat(Lexicon.areOpposite("enable", "disable")).isTrue();
        assertThat(Lexicon.areOpposite("disable", "enable")).isTrue();
        assertThat(Lexicon.areOpposite("hot", "warm")).isFalse();
    }

    @Test
    void knowsNamesAndRarity() {
        assertThat(Lexicon.isName("california")).isTrue();
        assertThat(Lexicon.isName("boulder")).isFalse();
        assertThat(Lexicon.isName("qwerty")).isFalse();
        assertThat(Lexicon.rarity("the")).isLessThan(0.1);
        assertThat(Lexicon.rarity("flight")).isBetween(0.3, 0.8);
        assertThat(Lexicon.rarity("zyzzyx")).isEqualTo(1);
    }
}
