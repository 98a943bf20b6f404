package recurra.gateway.provider.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class HealthScoreTest {
    private final HealthScore health = new HealthScore();

    @Test
    void nothingKnownIsWell() {
        assertThat(health.value()).isEqualTo(1);
    }

    @Test
    void eachFailureCountsATenth() {
        health.failed();
        assertThat(health.value()).isEqualTo(0.9, Offset.offset(1e-9));
        health.failed();
        health.succeeded();
        assertThat(health.value()).isEqualTo(0.829, Offset.offset(1e-9));
    }

    @Test
    void slowerThanUsualIsLessWell() {
        for (int i = 0; i < 1_000; i++) {
            health.firstToken(Duration.ofMillis(200));
        }
        assertThat(health.value()).isEqualTo(1, Offset.offset(1e-9));

        for (int i = 0; i < 20; i++) {
            health.firstToken(Duration.ofMillis(1_000));
        }
        assertThat(health.value()).isBetween(0.2, 0.5);
    }
}
