package recurra.evaluation.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LearnedThresholdTest {
    private final LearnedThreshold learned = new LearnedThreshold(0.05, false, 1);

    @Test
    void asksUpstreamUntilItKnowsSomething() {
        for (int i = 0; i < 6; i++) {
            assertThat(learned.serves("entry", 0.99, true)).isFalse();
        }
    }

    @Test
    void learnsWhereToServeAndKeepsTheErrorRate() {
        SplittableRandom random = new SplittableRandom(3);
        int served = 0;
        int wrong = 0;
        int high = 0;
        int highServed = 0;
        for (int i = 0; i < 4_000; i++) {
            double similarity = random.nextDouble();
            boolean right = random.nextDouble() < 1 / (1 + Math.exp(-40 * (similarity - 0.6)));
            boolean serves = learned.serves("entry", similarity, right);
            served += serves ? 1 : 0;
            wrong += serves && !right ? 1 : 0;
            high += similarity > 0.85 ? 1 : 0;
            highServed += serves && similarity > 0.85 ? 1 : 0;
        }

        assertThat((double) wrong / 4_000).isLessThan(0.05);
        assertThat((double) highServed / high).isGreaterThan(0.9);
        assertThat(served).isGreaterThan(500);
    }

    @Test
    void keepsTheErrorRateWhereNothingIsRight() {
        SplittableRandom random = new SplittableRandom(4);
        int wrong = 0;
        for (int i = 0; i < 10_000; i++) {
            wrong += learned.serves("entry", 0.7 + 0.2 * random.nextDouble(), false) ? 1 : 0;
        }

        assertThat((double) wrong / 10_000).isLessThan(0.06);
    }
}
