package recurra.gateway.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import recurra.gateway.lookup.Degradation.Part;
import recurra.store.StoreUnavailableException;
import recurra.store.StoreUnavailableException.Reason;

class PartGuardTest {
    private final PartGuard guard =
            new PartGuard(Part.REDIS, Duration.ofSeconds(10), Duration.ofSeconds(5));

    @Test
    void passesAnswersAndSaysWhyThereIsNone() {
        assertThat(guard.call(() -> "answer")).isEqualTo("answer");
        assertThat(failure(PartGuardTest::timeout)).isEqualTo("redis_timeout");
        assertThat(
                        failure(() -> {
                            throw new StoreUnavailableException(
                                    Reason.UNREACHABLE, "gone", new IllegalStateException());
                        }))
                .isEqualTo("redis_unreachable");
        assertThat(
                        failure(() -> {
                            throw new IllegalStateException("a fault");
                        }))
                .isEqualTo("redis_error");
    }

    @Test
    void leavesAPartThatFailsAloneAndTriesItAgain() {
        for (int i = 0; i < 10; i++) {
            failure(PartGuardTest::timeout);
        }

        assertThat(failure(() -> "not asked")).isEqualTo("redis_circuit_open");
        await().atMost(Duration.ofSeconds(10))
                .ignoreException(PartUnavailableException.class)
                .until(() -> guard.call(() -> "back").equals("back"));
        guard.call(() -> "back");
        assertThat(guard.call(() -> "closed")).isEqualTo("closed");
    }

    @Test
    void anInterruptedCallCountsOnlyWhenThePartHadItsChance() {
        for (int i = 0; i < 20; i++) {
            assertThat(interrupted(guard)).isEqualTo("redis_timeout");
        }
        assertThat(guard.call(() -> "asked")).isEqualTo("asked");

        PartGuard hasty = new PartGuard(Part.REDIS, Duration.ofSeconds(10), Duration.ZERO);
        for (int i = 0; i < 10; i++) {
            interrupted(hasty);
        }
        assertThat(hasty.isOpen()).isTrue();
    }

    private static String interrupted(PartGuard guard) {
        Thread.currentThread().interrupt();
        try {
            return catchThrowableOfType(
                            PartUnavailableException.class,
                            () -> guard.call(PartGuardTest::timeout))
                    .degradation()
                    .toString();
        } finally {
            Thread.interrupted();
        }
    }

    private static String timeout() {
        throw new StoreUnavailableException(
                Reason.TIMEOUT, "no answer", new IllegalStateException());
    }

    private String failure(Supplier<String> question) {
        return catchThrowableOfType(PartUnavailableException.class, () -> guard.call(question))
                .degradation()
                .toString();
    }
}
