package recurra.store.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CoarseTimerTest {
    private static final long DAY = TimeUnit.DAYS.toNanos(1);

    @Test
    void doesThingsInTheirOrderAndNotBeforeTheirTime() throws InterruptedException {
        try (CoarseTimer timer = new CoarseTimer("timer", Duration.ofMillis(5))) {
            CountDownLatch late = new CountDownLatch(1);
            AtomicInteger early = new AtomicInteger();
            long begun = System.nanoTime();
            timer.in(TimeUnit.MILLISECONDS.toNanos(100), late::countDown);
            timer.in(TimeUnit.MILLISECONDS.toNanos(20), early::incrementAndGet);

            assertThat(late.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(System.nanoTime() - begun)
                    .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
            assertThat(early).hasValue(1);
        }
    }

    @Test
    void doesNotDoWhatWasTakenBack() {
        AtomicInteger done = new AtomicInteger();
        try (CoarseTimer timer = new CoarseTimer("timer", Duration.ofMillis(5))) {
            timer.in(DAY, done::incrementAndGet).close();
            timer.in(DAY, done::incrementAndGet);
        }
        assertThat(done).hasValue(1);
    }

    @Test
    void leavesNobodyWaitingWhenItIsClosed() {
        AtomicInteger done = new AtomicInteger();
        CoarseTimer timer = new CoarseTimer("timer", Duration.ofMillis(5));
        timer.in(DAY, done::incrementAndGet);
        timer.in(DAY, done::incrementAndGet);

        timer.close();

        assertThat(done).hasValue(2);
        assertThatThrownBy(() -> timer.in(DAY, done::incrementAndGet))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whoUsesItFirstLosesNoInterrupt() {
        for (int i = 0; i < 50; i++) {
            try (CoarseTimer timer = new CoarseTimer("timer", Duration.ofMillis(5))) {
                Thread.currentThread().interrupt();
                timer.in(DAY, () -> {});

                assertThat(Thread.interrupted()).isTrue();
            }
        }
    }
}
