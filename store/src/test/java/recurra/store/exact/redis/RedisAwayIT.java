package recurra.store.exact.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static recurra.store.Samples.ACME;
import static recurra.store.Samples.NOON;
import static recurra.store.Samples.answer;
import static recurra.store.Samples.exactKey;
import static recurra.store.Samples.normalizedKey;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import recurra.store.Samples;
import recurra.store.StoreUnavailableException;
import recurra.store.StoreUnavailableException.Reason;
import recurra.store.answer.CachedAnswer;
import recurra.store.exact.ExactLookup;
import recurra.testing.TestRedis;

/** Redis is gone, frozen, or was never there. */
class RedisAwayIT {
    private static final Duration DEADLINE = Duration.ofMillis(100);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void aFrozenServerCostsTheDeadlineAndNoMore() throws Exception {
        try (TestRedis server = TestRedis.fresh();
                RedisExactCache cache = cache(server.url())) {
            findWhenReachable(cache);
            server.freeze();

            for (int i = 0; i < 5; i++) {
                assertThat(failure(cache).reason()).isEqualTo(Reason.TIMEOUT);
            }
            try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<StoreUnavailableException>> failures = new ArrayList<>();
                for (int i = 0; i < 200; i++) {
                    failures.add(clients.submit(() -> failure(cache)));
                }
                for (Future<StoreUnavailableException> failure : failures) {
                    assertThat(failure.get().reason()).isEqualTo(Reason.TIMEOUT);
                }
            }
            assertThat(unansweredBytes()).isPositive();

            server.thaw();
            findWhenReachable(cache);
            await().untilAsserted(() -> assertThat(unansweredBytes()).isZero());
        }
    }

    @Test
    void aServerThatStaysFrozenIsLeftAndFoundAgain() {
        try (TestRedis server = TestRedis.fresh();
                RedisExactCache cache = cache(server.url())) {
            findWhenReachable(cache);
            server.freeze();

            await().atMost(RedisLink.LONGEST_SILENCE.plusSeconds(10))
                    .untilAsserted(() -> {
                        failure(cache);
                        assertThat(unansweredBytes()).isZero();
                    });

            server.thaw();
            findWhenReachable(cache);
        }
    }

    @Test
    void whatWaitsForAFrozenServerIsBounded() {
        String incompressible = Samples.randomLetters(6 << 20);
        try (TestRedis server = TestRedis.fresh();
                RedisExactCache cache = cache(server.url())) {
            findWhenReachable(cache);
            server.freeze();

            List<String> failures = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                CachedAnswer answer = answer(ACME, "q" + i, incompressible, NOON);
                failures.add(
                        catchThrowableOfType(
                                        StoreUnavailableException.class,
                                        () -> cache.put(ACME, answer, Optional.empty()))
                                .getMessage());
            }

            assertThat(failures.getLast()).contains("owes answers");
            assertThat(unansweredBytes()).isBetween(24.0 * (1 << 20), 32.0 * (1 << 20));
            server.thaw();
            await().untilAsserted(() -> assertThat(unansweredBytes()).isZero());
        }
    }

    @Test
    void aStoppedServerIsToldAtOnceAndFoundAgain() {
        try (TestRedis server = TestRedis.fresh();
                RedisExactCache cache = cache(server.url())) {
            findWhenReachable(cache);
            cache.put(ACME, answer(ACME, "q", "yes", NOON), Optional.empty());

            server.stop();
            await().untilAsserted(() ->
                    assertThat(failure(cache).reason()).isEqualTo(Reason.UNREACHABLE));

            server.start();
            findWhenReachable(cache);
            // Its scripts are forgotten with the restart, and nothing depends on them.
            cache.put(ACME, answer(ACME, "r", "yes", NOON), Optional.empty());
            assertThat(cache.find(ACME, exactKey("r"), Optional.empty()))
                    .isInstanceOf(ExactLookup.Exact.class);
        }
    }

    @Test
    void aServerThatIsAwayDoesNotHoldUpTheStart() throws Exception {
        int port;
        try (ServerSocket unused = new ServerSocket(0)) {
            port = unused.getLocalPort();
        }
        assertStartsWithout("redis://127.0.0.1:" + port, Reason.UNREACHABLE);
    }

    @Test
    void aServerThatAcceptsAndNeverSpeaksDoesNotHoldUpTheStart() throws Exception {
        try (ServerSocket silent = new ServerSocket(0)) {
            assertStartsWithout("redis://127.0.0.1:" + silent.getLocalPort(), Reason.TIMEOUT);
        }
    }

    private void assertStartsWithout(String url, Reason reason) {
        long startedNanos = System.nanoTime();
        try (RedisExactCache cache = cache(url)) {
            assertThat(failure(cache).reason()).isEqualTo(reason);
            // Making the client itself takes its time where nothing of it was loaded before.
            assertThat(Duration.ofNanos(System.nanoTime() - startedNanos))
                    .isLessThan(Duration.ofSeconds(3));
        }
        assertThat(
                        meters.counter(
                                        "recurra.exact.errors",
                                        "operation",
                                        "find",
                                        "reason",
                                        reason.name().toLowerCase(Locale.ROOT))
                                .count())
                .isOne();
    }

    private double unansweredBytes() {
        return meters.get("recurra.exact.unanswered").gauge().value();
    }

    private RedisExactCache cache(String url) {
        return new RedisExactCache(
                new RedisSettings(
                        url,
                        DEADLINE,
                        Duration.ofDays(1),
                        DataSize.ofMegabytes(8),
                        RedisSettings.NOTHING_NEAR),
                Clock.systemUTC(),
                meters);
    }

    private static void findWhenReachable(RedisExactCache cache) {
        await().ignoreExceptionsInstanceOf(StoreUnavailableException.class)
                .until(() -> cache.find(ACME, exactKey("q"), Optional.empty()) != null);
    }

    /** The failure of a lookup, which has to come within twice the deadline. */
    private static StoreUnavailableException failure(RedisExactCache cache) {
        long startedNanos = System.nanoTime();
        StoreUnavailableException failure =
                catchThrowableOfType(
                        StoreUnavailableException.class,
                        () -> cache.find(ACME, exactKey("q"), Optional.of(normalizedKey("q"))));
        assertThat(failure).isNotNull();
        assertThat(Duration.ofNanos(System.nanoTime() - startedNanos))
                .isLessThan(DEADLINE.multipliedBy(2));
        return failure;
    }
}
