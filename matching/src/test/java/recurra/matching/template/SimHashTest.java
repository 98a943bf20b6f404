package recurra.matching.template;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SimHashTest {
    private static final String LONG =
            "You are a careful assistant of a bank. Answer in two sentences, name your sources, and never give advice "
                    + "about taxes. If a customer is angry, stay calm and offer a call back within one working day. ";

    /** The hashes are kept in the index. */
    @Test
    void staysWhatItIs() {
        assertThat(SimHash.of("")).isZero();
        assertThat(Long.toHexString(SimHash.of("What is the capital of France?")))
                .isEqualTo("f0b8ba7b022ee124");
    }

    @Test
    void ignoresSpelling() {
        assertThat(SimHash.of("  what is the CAPITAL of france"))
                .isEqualTo(SimHash.of("What is the capital of France?"));
    }

    @Test
    void isNearForTextsThatShareMost() {
        assertThat(
                        SimHash.distance(
                                SimHash.of(LONG + "Is it safe?"),
                                SimHash.of(LONG + "Is it unsafe?")))
                .isLessThan(12);
        assertThat(SimHash.distance(SimHash.of(LONG), SimHash.of("How do I boil an egg?")))
                .isGreaterThan(16);
    }

    @Test
    void distanceCountsBits() {
        assertThat(SimHash.distance(0, 0)).isZero();
        assertThat(SimHash.distance(0, -1)).isEqualTo(64);
        assertThat(SimHash.distance(0b1010, 0b0110)).isEqualTo(2);
    }
}
