package recurra.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CurveTest {
    private static final double NEVER = Curve.NEVER;

    /** Highest first: + + - + (- +) -, and one + that is never served. */
    private final Curve curve =
            new Curve(
                    new double[] {0.9, 0.8, 0.7, 0.6, 0.5, 0.5, 0.4, NEVER},
                    new boolean[] {true, true, false, true, false, true, false, true},
                    new int[] {0, 1, 2, 3, 4, 5, 6, 7},
                    8);

    @Test
    void findsTheBestThresholdForARate() {
        assertThat(curve.recallAt(0)).isEqualTo(2.0 / 5);
        assertThat(curve.recallAt(0.33)).isEqualTo(2.0 / 5);
        assertThat(curve.recallAt(1.0 / 3)).isEqualTo(3.0 / 5);
        assertThat(curve.recallAt(0.99)).isEqualTo(4.0 / 5);
    }

    @Test
    void doesNotTearEqualScoresApart() {
        Curve equal =
                new Curve(
                        new double[] {0.5, 0.5}, new boolean[] {true, false}, new int[] {0, 1}, 2);

        assertThat(equal.recallAt(0.5)).isZero();
        assertThat(equal.recallAt(1)).isEqualTo(1);
    }

    @Test
    void drawsEachThreshold() {
        assertThat(curve.points()).hasSize(6);
        Curve.Point third = curve.points().get(2);
        assertThat(third.threshold()).isEqualTo(0.7);
        assertThat(third.recall()).isEqualTo(0.4);
        assertThat(third.falsePositiveRate()).isEqualTo(1.0 / 3);
        assertThat(third.falsePositiveRateUpper())
                .isCloseTo(ClopperPearson.upper(1, 3, 0.95), within(1e-12));
        assertThat(third.hitRatio()).isEqualTo(3.0 / 8);
        assertThat(third.precision()).isEqualTo(2.0 / 3);
    }

    @Test
    void hasNoRecallWithoutBothKinds() {
        Curve onlyDuplicates = new Curve(new double[] {1}, new boolean[] {true}, new int[] {0}, 1);

        assertThat(onlyDuplicates.recallAt(0.1)).isNull();
        assertThat(onlyDuplicates.points()).isEmpty();
    }
}
