package recurra.store.exact.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;
import static recurra.store.Samples.ACME;
import static recurra.store.Samples.GLOBEX;
import static recurra.store.Samples.NOON;
import static recurra.store.Samples.answer;
import static recurra.store.Samples.exactKey;
import static recurra.store.Samples.normalizedKey;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import recurra.store.Samples;
import recurra.store.answer.AnswerCodec;
import recurra.store.answer.CachedAnswer;
import recurra.store.exact.ExactCache;
import recurra.store.exact.ExactCacheContract;
import recurra.store.exact.ExactLookup;
import recurra.testing.TestRedis;

class RedisExactCacheIT extends ExactCacheContract {
    private static TestRedis server;
    private static RedisClient client;
    private static StatefulRedisConnection<String, byte[]> redis;

    private final MovableClock clock = new MovableClock(NOON);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private RedisExactCache cache;

    @BeforeAll
    static void start() {
        server = TestRedis.fresh();
        client = RedisClient.create(server.url());
        redis = client.connect(RedisCodec.of(StringCodec.ASCII, ByteArrayCodec.INSTANCE));
    }

    @AfterAll
    static void stop() {
        client.shutdown();
        server.close();
    }

    @BeforeEach
    void open() {
        redis.sync().flushall();
        cache =
                new RedisExactCache(
                        new RedisSettings(
                                server.url(),
                                Duration.ofSeconds(5),
                                Duration.ofDays(7),
                                DataSize.ofKilobytes(64),
                                RedisSettings.NOTHING_NEAR),
                        clock,
                        meters);
    }

    @AfterEach
    void close() {
        cache.close();
    }

    @Override
    protected ExactCache cache() {
        return cache;
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
    void redisForgetsWhatHasExpired() {
        cache.put(ACME, answer(ACME, "q", "yes", now(), now().plusSeconds(90)), NO_OTHER_SPELLING);
        cache.put(ACME, answer(ACME, "r", "yes", now(), null), Optional.of(normalizedKey("r")));
        cache.remove(ACME, exactKey("s"), now());

        assertThat(redis.sync().pttl(answerKey("q"))).isBetween(80_000L, 90_000L);
        assertThat(redis.sync().ttl(answerKey("r"))).isBetween(604_700L, 604_800L);
        assertThat(redis.sync().ttl("recurra:exact:n:acme:" + normalizedKey("r").hex()))
                .isBetween(604_700L, 604_800L);
        assertThat(redis.sync().ttl(answerKey("s"))).isBetween(3_590L, 3_600L);
    }

    @Test
    void clearLeavesWhatIsNotAnAnswer() {
        redis.sync().set("recurra:limits:acme", new byte[] {1});
        redis.sync().set("somebody:else", new byte[] {1});
        cache.put(ACME, answer(ACME, "q", "yes", NOON), NO_OTHER_SPELLING);

        assertThat(cache.clear()).isEqualTo(1);
        assertThat(redis.sync().dbsize()).isEqualTo(2);
    }

    @Test
    void anUnreadableValueIsAbsentAndRemoved() {
        redis.sync().set(answerKey("q"), new byte[] {1, 2, 3});
        redis.sync().set(answerKey("r"), "A0001772366400000\u0001rubbish".getBytes(US_ASCII));
        redis.sync().set("recurra:exact:n:acme:" + normalizedKey("q").hex(), new byte[] {4, 5, 6});

        assertThat(cache.find(ACME, exactKey("q"), Optional.of(normalizedKey("q"))))
                .isEqualTo(new ExactLookup.Absent());
        assertThat(cache.find(ACME, exactKey("r"), NO_OTHER_SPELLING))
                .isEqualTo(new ExactLookup.Absent());

        // The look-up does not wait for the removal.
        await().untilAsserted(() -> assertThat(redis.sync().dbsize()).isZero());
        assertThat(meters.counter("recurra.exact.unreadable").count()).isEqualTo(3);
    }

    @Test
    void anUnreadableValueGivesWayToAnAnswer() {
        redis.sync().set(answerKey("q"), "not a stamped value at all".getBytes(US_ASCII));

        cache.put(ACME, answer(ACME, "q", "yes", NOON), NO_OTHER_SPELLING);

        assertThat(cache.find(ACME, exactKey("q"), NO_OTHER_SPELLING))
                .isInstanceOf(ExactLookup.Exact.class);
    }

    @Test
    void anotherTenantsAnswerUnderATenantsKeyIsNotServed() {
        CachedAnswer foreign = answer(GLOBEX, "q", "secret", NOON);
        redis.sync()
                .set(
                        answerKey("q"),
                        new StampedValue(
                                        StampedValue.Kind.ANSWER, NOON, AnswerCodec.encode(foreign))
                                .toBytes());

        assertThat(cache.find(ACME, exactKey("q"), NO_OTHER_SPELLING))
                .isEqualTo(new ExactLookup.Absent());
    }

    @Test
    void anAnswerThatIsTooLargeIsCountedAndNotKept() {
        String incompressible = Samples.randomLetters(200_000);

        cache.put(ACME, answer(ACME, "q", incompressible, NOON), NO_OTHER_SPELLING);

        assertThat(redis.sync().dbsize()).isZero();
        assertThat(meters.counter("recurra.exact.too.large").count()).isEqualTo(1);
    }

    @Test
    void measuresLookups() {
        cache.put(ACME, answer(ACME, "q", "yes", NOON), Optional.of(normalizedKey("q")));

        cache.find(ACME, exactKey("q"), NO_OTHER_SPELLING);
        cache.find(ACME, exactKey("Q"), Optional.of(normalizedKey("q")));
        cache.find(ACME, exactKey("other"), NO_OTHER_SPELLING);

        for (String outcome : new String[] {"exact", "normalized", "absent"}) {
            assertThat(meters.timer("recurra.exact.lookup", "outcome", outcome).count()).isOne();
        }
        assertThat(meters.summary("recurra.exact.value.size").max()).isBetween(100.0, 2_000.0);
        assertThat(meters.get("recurra.exact.unanswered").gauge().value()).isZero();
    }

    @Test
    void settingsThatCannotWorkAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new RedisSettings(
                                server.url(),
                                Duration.ZERO,
                                Duration.ofDays(1),
                                DataSize.ofMegabytes(8),
                                RedisSettings.NOTHING_NEAR));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new RedisSettings(
                                server.url(),
                                Duration.ofMillis(50),
                                Duration.ofDays(1),
                                DataSize.ofMegabytes(64),
                                RedisSettings.NOTHING_NEAR));
        assertThat(RedisSettings.of("redis://secret@localhost").toString())
                .doesNotContain("secret");
    }

    private static String answerKey(String request) {
        return "recurra:exact:a:acme:" + exactKey(request).hex();
    }
}
