package recurra.store.exact.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static recurra.store.Samples.ACME;
import static recurra.store.Samples.NOON;
import static recurra.store.Samples.answer;
import static recurra.store.Samples.exactKey;
import static recurra.store.Samples.normalizedKey;

import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.CommandType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import recurra.store.Samples;
import recurra.store.StoreUnavailableException;
import recurra.store.answer.CachedAnswer;
import recurra.store.exact.ExactCache;
import recurra.store.exact.ExactCacheContract;
import recurra.store.exact.ExactLookup;
import recurra.testing.TestRedis;

/** What is near is served without Redis, and never longer than it may be. */
class NearCacheIT extends ExactCacheContract {
    /** The time after which nothing that was removed may be served by anybody. */
    private static final Duration PROMISE = Duration.ofMillis(100);

    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final DataSize SIZE = DataSize.ofKilobytes(256);
    private static final Pattern GETS = Pattern.compile("cmdstat_get:calls=(\\d+)");

    private static TestRedis server;
    private static RedisClient client;
    private static StatefulRedisConnection<String, String> redis;

    private final MovableClock clock = new MovableClock(NOON);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private RedisExactCache near;
    private RedisExactCache elsewhere;

    @BeforeAll
    static void start() {
        server = TestRedis.fresh();
        client = RedisClient.create(server.url());
        redis = client.connect();
    }

    @AfterAll
    static void stop() {
        client.shutdown();
        server.close();
    }

    @BeforeEach
    void open() {
        redis.sync().flushall();
        near = cache(server.url(), SIZE, meters);
        elsewhere = cache(server.url(), RedisSettings.NOTHING_NEAR, new SimpleMeterRegistry());
        awaitCurrent();
    }

    @AfterEach
    void close() {
        near.close();
        elsewhere.close();
    }

    @Override
    protected ExactCache cache() {
        return near;
    }

    @Override
    protected void advance(Duration time) {
        clock.advance(time);
    }

    @Override
    protected Instant now() {
        return clock.instant();
    }

    @Test
    void aSecondHitDoesNotAskRedis() {
        CachedAnswer answer = answer(ACME, "q", "yes", NOON);
        elsewhere.put(ACME, answer, Optional.of(normalizedKey("q")));

        awaitNear("q");
        long gets = gets();
        for (int i = 0; i < 10; i++) {
            assertThat(near.find(ACME, exactKey("q"), Optional.of(normalizedKey("q"))))
                    .isEqualTo(new ExactLookup.Exact(answer));
        }

        // The lease may have run out on a busy machine; then Redis is asked, which is right too.
        assertThat(gets() - gets).isLessThan(10);
        assertThat(lookups("hit", meters)).isPositive();
        assertThat(meters.get("recurra.near.bytes").gauge().value())
                .isBetween(100.0, (double) SIZE.toBytes());
    }

    @Test
    void anotherSpellingAsksRedisOnlyWhetherThereIsItsOwnAnswer() {
        CachedAnswer answer = answer(ACME, "Q", "yes", NOON);
        elsewhere.put(ACME, answer, Optional.of(normalizedKey("q")));

        await().untilAsserted(() -> {
            assertThat(findSpelling()).isEqualTo(new ExactLookup.Normalized(answer));
            long gets = gets();
            assertThat(findSpelling()).isEqualTo(new ExactLookup.Normalized(answer));
            assertThat(gets() - gets).isEqualTo(1);
        });

        elsewhere.remove(ACME, exactKey("Q"), NOON);
        awaitPromise();
        assertThat(findSpelling()).isEqualTo(new ExactLookup.Absent());
    }

    @Test
    void aRemovedAnswerIsNotServed() {
        elsewhere.put(ACME, answer(ACME, "q", "yes", NOON), NO_OTHER_SPELLING);
        awaitNear("q");

        elsewhere.remove(ACME, exactKey("q"), NOON);
        awaitPromise();

        assertThat(find("q")).isEqualTo(new ExactLookup.Absent());
    }

    @Test
    void aReplacedAnswerIsNotServed() {
        elsewhere.put(ACME, answer(ACME, "q", "old", NOON), NO_OTHER_SPELLING);
        awaitNear("q");

        CachedAnswer newer = answer(ACME, "q", "new", NOON.plusSeconds(1));
        elsewhere.put(ACME, newer, NO_OTHER_SPELLING);
        awaitPromise();

        assertThat(find("q")).isEqualTo(new ExactLookup.Exact(newer));
    }

    @Test
    void whoeverWritesReadsWhatWasWritten() {
        near.put(ACME, answer(ACME, "q", "old", NOON), NO_OTHER_SPELLING);
        awaitNear("q");

        for (int i = 1; i <= 200; i++) {
            CachedAnswer newer = answer(ACME, "q", "answer " + i, NOON.plusSeconds(i));
            near.put(ACME, newer, NO_OTHER_SPELLING);
            assertThat(find("q")).isEqualTo(new ExactLookup.Exact(newer));
        }
    }

    @Test
    void nothingIsServedAfterAllKeysAreGone() {
        elsewhere.put(ACME, answer(ACME, "q", "yes", NOON), NO_OTHER_SPELLING);
        awaitNear("q");

        redis.sync().flushall();
        awaitPromise();

        assertThat(find("q")).isEqualTo(new ExactLookup.Absent());
    }

    @Test
    void whatChangedWhileConnectionsWereLostIsNotServed() {
        elsewhere.put(ACME, answer(ACME, "q", "yes", NOON), NO_OTHER_SPELLING);
        for (int i = 1; i <= 20; i++) {
            awaitNear("q");
            CachedAnswer newer = answer(ACME, "q", "answer " + i, NOON.plusSeconds(i));

            redis.sync().clientKill(KillArgs.Builder.typeNormal().skipme());
            putWhenReachable(elsewhere, newer);
            awaitPromise();

            assertThat(findWhenReachable(near)).isEqualTo(new ExactLookup.Exact(newer));
        }
    }

    @Test
    void whatChangedBehindAStalledNetworkIsNotServed() throws Exception {
        try (StallingProxy network = new StallingProxy(server.url());
                RedisExactCache behind = cache(network.url(), SIZE, new SimpleMeterRegistry())) {
            elsewhere.put(ACME, answer(ACME, "q", "yes", NOON), NO_OTHER_SPELLING);
            await().ignoreExceptionsInstanceOf(StoreUnavailableException.class)
                    .until(() -> {
                        behind.find(ACME, exactKey("q"), NO_OTHER_SPELLING);
                        long gets = gets();
                        behind.find(ACME, exactKey("q"), NO_OTHER_SPELLING);
                        return gets() == gets;
                    });

            network.stall();
            elsewhere.remove(ACME, exactKey("q"), NOON);
            awaitPromise();
            assertThat(findOrNull(behind)).isNull();

            network.resume();
            assertThat(findWhenReachable(behind)).isEqualTo(new ExactLookup.Absent());

            CachedAnswer newer = answer(ACME, "q", "again", NOON.plusSeconds(1));
            elsewhere.put(ACME, newer, NO_OTHER_SPELLING);
            network.breakConnections();
            assertThat(findWhenReachable(behind)).isEqualTo(new ExactLookup.Exact(newer));
        }
    }

    @Test
    void aServerThatIsFrozenOrGoneServesNothing() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (TestRedis own = TestRedis.fresh();
                RedisExactCache cache = cache(own.url(), SIZE, registry)) {
            CachedAnswer answer = answer(ACME, "q", "yes", NOON);
            putWhenReachable(cache, answer);
            await().ignoreExceptionsInstanceOf(StoreUnavailableException.class)
                    .until(() -> {
                        double hits = lookups("hit", registry);
                        cache.find(ACME, exactKey("q"), NO_OTHER_SPELLING);
                        return lookups("hit", registry) > hits;
                    });

            own.freeze();
            awaitPromise();
            assertThat(findOrNull(cache)).isNull();
            own.thaw();
            assertThat(findWhenReachable(cache)).isEqualTo(new ExactLookup.Exact(answer));

            own.stop();
            awaitPromise();
            assertThat(findOrNull(cache)).isNull();
            own.start();
            assertThat(findWhenReachable(cache)).isEqualTo(new ExactLookup.Exact(answer));
        }
    }

    @Test
    void whatIsNearIsBounded() {
        String text = Samples.randomLetters(10_000);
        for (int i = 0; i < 100; i++) {
            elsewhere.put(ACME, answer(ACME, "q" + i, text, NOON), NO_OTHER_SPELLING);
        }

        await().untilAsserted(() -> {
            for (int i = 0; i < 100; i++) {
                find("q" + i);
            }
            assertThat(meters.counter("recurra.near.evictions").count()).isGreaterThan(50);
            assertThat(meters.get("recurra.near.bytes").gauge().value())
                    .isBetween(10_000.0, (double) SIZE.toBytes());
        });
        assertThat(meters.get("recurra.near.limit").gauge().value()).isEqualTo(SIZE.toBytes());
    }

    @Test
    void aReadingThatIsOvertakenByTheNewsIsNotKept() {
        try (NearCache cache =
                new NearCache(
                        server.url(),
                        "recurra:exact:",
                        SIZE.toBytes(),
                        new SimpleMeterRegistry())) {
            await().untilAsserted(() -> {
                String key = "recurra:exact:a:calm";
                try (NearCache.Place place = cache.reserve(key)) {
                    place.keep("value", 5);
                }
                assertThat(cache.find(key, String.class)).contains("value");
            });
            await().untilAsserted(() -> {
                String key = "recurra:exact:a:overtaken";
                String later = "recurra:exact:a:later";
                try (NearCache.Place second = cache.reserve(later)) {
                    second.keep("value", 5);
                }
                assertThat(cache.find(later, String.class)).contains("value");
                try (NearCache.Place place = cache.reserve(key)) {
                    redis.sync().set(key, "new");
                    redis.sync().set(later, "new");
                    // News comes in order: with the later key's, the first one's was here.
                    await().until(() -> cache.find(later, String.class).isEmpty());
                    place.keep("old", 3);
                }
                assertThat(cache.find(key, String.class)).isEmpty();
            });
        }
    }

    @Test
    void aServerThatDoesNotTellOfChangesIsUsedWithoutWhatIsNear() {
        redis.sync()
                .aclSetuser(
                        "plain",
                        AclSetuserArgs.Builder.on()
                                .addPassword("secret")
                                .allKeys()
                                .allCommands()
                                .removeCommand(CommandType.CLIENT));
        URI uri = URI.create(server.url());
        String url = "redis://plain:secret@" + uri.getHost() + ":" + uri.getPort();
        SimpleMeterRegistry own = new SimpleMeterRegistry();
        try (RedisExactCache cache = cache(url, SIZE, own)) {
            CachedAnswer answer = answer(ACME, "q", "yes", NOON);
            putWhenReachable(cache, answer);

            await().until(() -> own.get("recurra.near.suspended").counter().count() > 0);
            assertThat(findWhenReachable(cache)).isEqualTo(new ExactLookup.Exact(answer));
            assertThat(findWhenReachable(cache)).isEqualTo(new ExactLookup.Exact(answer));
            assertThat(own.get("recurra.near.current").gauge().value()).isZero();
            assertThat(lookups("hit", own)).isZero();
        }
    }

    private RedisExactCache cache(String url, DataSize size, SimpleMeterRegistry registry) {
        return new RedisExactCache(
                new RedisSettings(url, DEADLINE, Duration.ofDays(7), DataSize.ofMegabytes(8), size),
                clock,
                registry);
    }

    private ExactLookup find(String request) {
        return near.find(ACME, exactKey(request), NO_OTHER_SPELLING);
    }

    private ExactLookup findSpelling() {
        return near.find(ACME, exactKey("q"), Optional.of(normalizedKey("q")));
    }

    private static @Nullable ExactLookup findOrNull(ExactCache cache) {
        try {
            return cache.find(ACME, exactKey("q"), NO_OTHER_SPELLING);
        } catch (StoreUnavailableException e) {
            return null;
        }
    }

    private static ExactLookup findWhenReachable(ExactCache cache) {
        return await().atMost(Duration.ofSeconds(20))
                .until(() -> Optional.ofNullable(findOrNull(cache)), Optional::isPresent)
                .orElseThrow();
    }

    private static void putWhenReachable(ExactCache cache, CachedAnswer answer) {
        await().ignoreExceptionsInstanceOf(StoreUnavailableException.class)
                .until(() -> {
                    cache.put(ACME, answer, NO_OTHER_SPELLING);
                    return true;
                });
    }

    /** Lets the time pass that is promised, by the clock on the wall. */
    private static void awaitPromise() {
        await().pollDelay(PROMISE).until(() -> true);
    }

    private void awaitCurrent() {
        await().until(() -> meters.get("recurra.near.current").gauge().value() == 1);
    }

    /** Asks until the answer comes from near. */
    private void awaitNear(String request) {
        await().ignoreExceptionsInstanceOf(StoreUnavailableException.class)
                .until(() -> {
                    double hits = lookups("hit", meters);
                    find(request);
                    return lookups("hit", meters) > hits;
                });
    }

    private static double lookups(String outcome, SimpleMeterRegistry registry) {
        return registry.counter("recurra.near.lookups", "outcome", outcome).count();
    }

    private static long gets() {
        Matcher gets = GETS.matcher(redis.sync().info("commandstats"));
        return gets.find() ? Long.parseLong(gets.group(1)) : 0;
    }
}
