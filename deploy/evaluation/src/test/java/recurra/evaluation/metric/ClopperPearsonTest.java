package recurra.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClopperPearsonTest {
    /** Without events there is a closed form: 1 - (1 - confidence)^(1/n). */
    @ParameterizedTest
    @CsvSource({"1", "10", "100", "460", "100000"})
    void withoutEventsItIsTheRuleOfThree(int trials) {
        assertThat(ClopperPearson.upper(0, trials, 0.95))
                .isCloseTo(1 - Math.pow(0.05, 1.0 / trials), within(1e-12));
        assertThat(ClopperPearson.lower(trials, trials, 0.95))
                .isCloseTo(Math.pow(0.05, 1.0 / trials), within(1e-12));
    }

    /** Found by summing the binomial distribution with forty digits. */
    @ParameterizedTest
    @CsvSource({
        "1, 10, 0.95, 0.394163302437",
        "5, 100, 0.95, 0.102253377643",
        "5, 10, 0.975, 0.812913971553",
        "4, 91533, 0.95, 0.000099999578",
        "50, 1000, 0.95, 0.062863403512"
    })
    void agreesWithKnownValues(int events, int trials, double confidence, double bound) {
        assertThat(ClopperPearson.upper(events, trials, confidence)).isCloseTo(bound, within(1e-9));
    }

    /** The bound is where the binomial tail is what confidence leaves. */
    @ParameterizedTest
    @CsvSource({"0, 20", "3, 20", "19, 20", "7, 50"})
    void agreesWithTheBinomialTail(int events, int trials) {
        double upper = ClopperPearson.upper(events, trials, 0.95);

        double tail = 0;
        double term = Math.pow(1 - upper, trials);
        for (int k = 0; k <= events; k++) {
            tail += term;
            term *= upper / (1 - upper) * (trials - k) / (k + 1);
        }
        assertThat(tail).isCloseTo(0.05, within(1e-9));
    }

    @Test
    void isTrivialWithoutTrialsOrMisses() {
        assertThat(ClopperPearson.upper(0, 0, 0.95)).isEqualTo(1);
        assertThat(ClopperPearson.upper(5, 5, 0.95)).isEqualTo(1);
        assertThat(ClopperPearson.lower(0, 5, 0.95)).isZero();
    }
}
