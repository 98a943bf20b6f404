package recurra.gateway.provider.timeout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class AdaptiveTimeoutTest {
    private static final Duration FLOOR = Duration.ofMillis(100);
    private static final Duration CAP = Duration.ofMinutes(5);
    private static final int SMALL = 1_000;

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final InstantSource source = () -> now;
    private final Clock clock = source.withZone(ZoneOffset.UTC);
    private final AdaptiveTimeout timeout = new AdaptiveTimeout(clock);

    @Test
    void whatIsNotKnownHasTheCap() {
        observe(SMALL, 1, Samples.ENOUGH - 1);

        assertThat(timeout(SMALL)).isEqualTo(CAP);
    }

    @Test
    void aFewTimesTheSlowestButOneInAHundred() {
        observe(SMALL, 1, Samples.WINDOW - 2);
        observe(SMALL, 60, 2);

        assertThat(timeout(SMALL)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void betweenFloorAndCap() {
        for (int i = 0; i < Samples.ENOUGH; i++) {
            timeout.observed(SMALL, Duration.ofMillis(1));
        }
        assertThat(timeout(SMALL)).isEqualTo(FLOOR);

        observe(SMALL, 200, Samples.WINDOW);
        assertThat(timeout(SMALL)).isEqualTo(CAP);
        assertThat(timeout.timeout(SMALL, 3, Duration.ofMinutes(9), CAP)).isEqualTo(CAP);
    }

    @Test
    void onlyTheLastOnesCount() {
        observe(SMALL, 60, Samples.WINDOW);
        observe(SMALL, 1, Samples.WINDOW);

        assertThat(timeout(SMALL)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void largePromptsHaveMoreTime() {
        observe(SMALL, 1, Samples.ENOUGH);

        assertThat(timeout(16_000)).isEqualTo(Duration.ofSeconds(12));
        assertThat(timeout(60_000)).isEqualTo(Duration.ofSeconds(48));

        observe(60_000, 2, Samples.ENOUGH);
        assertThat(timeout(SMALL)).isEqualTo(Duration.ofSeconds(3));
        assertThat(timeout(16_000)).isEqualTo(Duration.ofSeconds(6));
        assertThat(timeout(60_000)).isEqualTo(Duration.ofSeconds(6));
        assertThat(timeout(100_000_000)).isEqualTo(CAP);
    }

    @Test
    void whatIsOldIsForgotten() {
        observe(SMALL, 1, Samples.ENOUGH);
        now = now.plus(Samples.OLD).plusSeconds(1);

        assertThat(timeout(SMALL)).isEqualTo(CAP);
    }

    @Test
    void aProviderThatBecomesSlowerIsWaitedForAfterAWhile() {
        observe(SMALL, 1, Samples.WINDOW);
        Duration slower = Duration.ofSeconds(40);

        int givenUp = 0;
        while (timeout(SMALL).compareTo(slower) < 0) {
            timeout.observed(SMALL, timeout(SMALL));
            givenUp++;
        }

        assertThat(givenUp).isBetween(3, 12);
    }

    @Test
    void whatIsKeptSaysTheSame() {
        observe(SMALL, 5, Samples.WINDOW + 3);
        observe(SMALL, 1, Samples.WINDOW / 2);
        observe(60_000, 7, Samples.ENOUGH);

        AdaptiveTimeout again = AdaptiveTimeout.of(timeout.kept(), clock);

        assertThat(again.kept()).isEqualTo(timeout.kept());
        for (int bytes : new int[] {SMALL, 16_000, 60_000, 1_000_000}) {
            assertThat(again.timeout(bytes, 3, FLOOR, CAP)).isEqualTo(timeout(bytes));
        }
    }

    private void observe(int bytes, int seconds, int times) {
        for (int i = 0; i < times; i++) {
            timeout.observed(bytes, Duration.ofSeconds(seconds));
        }
    }

    private Duration timeout(int bytes) {
        return timeout.timeout(bytes, 3, FLOOR, CAP);
    }
}
