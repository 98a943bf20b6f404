package recurra.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RatesTest {
    @Test
    void ratesFollowFromCounts() {
        Tally tally = new Tally(10, 6, 1, 90, 3);

        assertThat(tally.recall()).isEqualTo(0.6);
        assertThat(tally.falsePositiveRate()).isEqualTo(3.0 / 90);
        assertThat(tally.unsafeServedRate()).isEqualTo(0.04);
        assertThat(tally.precision()).isEqualTo(0.6);
        assertThat(tally.hitRatio()).isEqualTo(0.1);
        assertThat(Tally.NONE.recall()).isNull();
        assertThat(Tally.NONE.precision()).isNull();
    }

    /** Ten trials that always go the same way tell as much as one. */
    @Test
    void clustersThatGoTogetherCountOnce() {
        Tally failed = new Tally(0, 0, 0, 10, 10);
        Tally passed = new Tally(0, 0, 0, 10, 0);
        List<Tally> clusters =
                IntStream.range(0, 100).mapToObj(i -> i % 4 == 0 ? failed : passed).toList();

        ClusterBootstrap.Result result = ClusterBootstrap.of(clusters, 2_000, 7);

        assertThat(result.designEffect()).isCloseTo(10, within(1.0));
        assertThat(result.effectiveNegatives()).isCloseTo(100, within(10.0));
        assertThat(result.falsePositiveRate().low()).isBetween(0.14, 0.19);
        assertThat(result.falsePositiveRate().high()).isBetween(0.31, 0.36);
        assertThat(result.recall()).isNull();
    }

    @Test
    void withoutFailuresTheSizesOfTheClustersBoundTheEffect() {
        ClusterBootstrap.Result result =
                ClusterBootstrap.of(Collections.nCopies(50, new Tally(0, 0, 0, 4, 0)), 100, 7);

        assertThat(result.designEffect()).isEqualTo(4);
        assertThat(result.effectiveNegatives()).isEqualTo(50);
        assertThat(result.falsePositiveRateUpper())
                .isCloseTo(ClopperPearson.upper(0, 50, 0.95), within(1e-12));
    }

    @Test
    void aScoreThatIsAProbabilityIsReliable() {
        double[] scores = new double[1_000];
        boolean[] same = new boolean[1_000];
        for (int i = 0; i < 1_000; i++) {
            scores[i] = i < 500 ? 0.2 : 0.9;
            same[i] = i % 10 < (i < 500 ? 2 : 9);
        }

        Reliability reliability = Reliability.of(scores, same);

        assertThat(reliability.expectedCalibrationError()).isCloseTo(0, within(1e-9));
        assertThat(reliability.brier()).isCloseTo((0.2 * 0.8 + 0.9 * 0.1) / 2, within(1e-9));
        assertThat(reliability.bins()).hasSize(2);
        assertThat(Reliability.of(new double[] {Curve.NEVER}, new boolean[] {true}).trials())
                .isZero();
    }
}
