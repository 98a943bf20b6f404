package recurra.store.flight.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import recurra.matching.ExactKey;
import recurra.matching.Sha256;
import recurra.store.Samples;
import recurra.store.StoreUnavailableException;
import recurra.store.flight.FlightLease;
import recurra.store.flight.FlightRole;
import recurra.store.flight.FlightTrack;
import recurra.store.flight.FlightUpdate;
import recurra.store.flight.LeaseState;
import recurra.testing.TestRedis;

class RedisSharedFlightsIT {
    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final Duration LEASE = Duration.ofMillis(600);

    private final ExactKey key = new ExactKey(Sha256.hex(UUID.randomUUID().toString()));
    private final RedisSharedFlights one = flights(TestRedis.shared().url());
    private final RedisSharedFlights other = flights(TestRedis.shared().url());

    @AfterEach
    void close() {
        one.close();
        other.close();
    }

    @Test
    void oneLeadsAndTheOthersReadWhatItWrites() {
        FlightLease lease = lead(one);
        FlightTrack track = follow(other);

        assertThat(other.follow(track).entries()).isEmpty();
        assertThat(one.append(lease, entries("a", "b"))).isEqualTo(LeaseState.FOLLOWED);
        FlightUpdate begun = other.follow(track);
        assertThat(one.finish(lease, entries("c"), true)).isEqualTo(LeaseState.FOLLOWED);
        FlightUpdate ended = other.follow(begun.track());

        assertThat(texts(begun)).containsExactly("a", "b");
        assertThat(begun.led()).isTrue();
        assertThat(texts(ended)).containsExactly("c");
        assertThat(one.append(lease, entries("d"))).isEqualTo(LeaseState.LOST);
    }

    @Test
    void knowsWhetherAnotherGatewayIsThere() {
        try (TestRedis redis = TestRedis.fresh();
                RedisSharedFlights first = flights(redis.url())) {
            await().until(first::isAlone);

            try (RedisSharedFlights second = flights(redis.url())) {
                await().until(() -> !first.isAlone());
                assertThat(second.isAlone()).isFalse();
            }
            await().until(first::isAlone);

            redis.stop();
            await().until(() -> !first.isAlone());
        }
    }

    @Test
    void nobodyFollowsUntilSomebodyDoes() {
        FlightLease lease = lead(one);

        assertThat(one.append(lease, List.of())).isEqualTo(LeaseState.HELD);
    }

    @Test
    void whoLookedBeforeItEndedFollowsWhatIsKeptAndNobodyElseDoes() {
        FlightLease lease = lead(one);
        one.finish(lease, entries("all"), true);

        assertThat(texts(other.follow(follow(other)))).containsExactly("all");
        await().pollInterval(Duration.ofMillis(20))
                .untilAsserted(() ->
                        assertThat(other.enter(Samples.ACME, key, Duration.ofMillis(1)))
                                .isInstanceOf(FlightRole.Leads.class));
    }

    @Test
    void whatIsNotKeptIsNotFollowedOnceItHasEnded() {
        one.finish(lead(one), entries("an error"), false);

        assertThat(other.enter(Samples.ACME, key, Duration.ofMinutes(1)))
                .isInstanceOf(FlightRole.Leads.class);
    }

    @Test
    void whoIsReadingReadsToTheEndOfWhatIsNotKept() {
        FlightLease lease = lead(one);
        FlightTrack track = follow(other);
        one.finish(lease, entries("an error"), false);

        assertThat(texts(other.follow(track))).containsExactly("an error");
    }

    @Test
    void exactlyOneTakesOverALeaseThatRanOutAndTheOldLeaderWritesNoMore() throws Exception {
        FlightLease stalled = lead(one);
        FlightTrack track = follow(other);
        one.append(stalled, entries("begun"));
        FlightTrack read = other.follow(track).track();
        await().until(() -> !other.follow(read).led());

        List<FlightRole> roles = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<FlightRole>> takers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                RedisSharedFlights at = i % 2 == 0 ? one : other;
                takers.add(() -> at.enter(Samples.ACME, key, Duration.ZERO));
            }
            for (Future<FlightRole> role : threads.invokeAll(takers)) {
                roles.add(role.get());
            }
        }

        assertThat(roles).filteredOn(FlightRole.Leads.class::isInstance).hasSize(1);
        assertThat(roles)
                .allSatisfy(role -> assertThat(token(role)).isEqualTo(stalled.token() + 1));
        assertThat(one.append(stalled, entries("late"))).isEqualTo(LeaseState.LOST);
        assertThat(one.finish(stalled, entries("late"), true)).isEqualTo(LeaseState.LOST);
        one.release(stalled);
        assertThat(other.enter(Samples.ACME, key, Duration.ZERO))
                .isInstanceOf(FlightRole.Follows.class);
        assertThat(other.follow(read).entries()).isEmpty();
    }

    @Test
    void aLeaseIsHeldAsLongAsItIsRenewed() {
        FlightLease lease = lead(one);
        FlightTrack track = follow(other);

        long endNanos = System.nanoTime() + LEASE.multipliedBy(3).toNanos();
        await().pollInterval(LEASE.dividedBy(6))
                .until(() -> {
                    assertThat(one.append(lease, List.of())).isNotEqualTo(LeaseState.LOST);
                    assertThat(other.follow(track).led()).isTrue();
                    return System.nanoTime() > endNanos;
                });
    }

    @Test
    void aLeaseThatIsGivenUpCanBeTakenAtOnce() {
        one.release(lead(one));

        assertThat(other.enter(Samples.ACME, key, Duration.ZERO))
                .isInstanceOf(FlightRole.Leads.class);
    }

    @Test
    void tenantsDoNotMeet() {
        lead(one);

        assertThat(other.enter(Samples.GLOBEX, key, Duration.ZERO))
                .isInstanceOf(FlightRole.Leads.class);
    }

    @Test
    void aServerThatIsAwayIsToldWithinTheDeadline() {
        try (RedisSharedFlights nobody = flights("redis://127.0.0.1:1")) {
            assertThatThrownBy(() -> nobody.enter(Samples.ACME, key, Duration.ZERO))
                    .isInstanceOf(StoreUnavailableException.class);
        }
    }

    private static RedisSharedFlights flights(String url) {
        return new RedisSharedFlights(url, DEADLINE, LEASE, new SimpleMeterRegistry());
    }

    private FlightLease lead(RedisSharedFlights at) {
        return ((FlightRole.Leads) at.enter(Samples.ACME, key, Duration.ZERO)).lease();
    }

    private FlightTrack follow(RedisSharedFlights at) {
        return ((FlightRole.Follows) at.enter(Samples.ACME, key, Duration.ofSeconds(10))).track();
    }

    private static long token(FlightRole role) {
        return switch (role) {
            case FlightRole.Leads(var lease) -> lease.token();
            case FlightRole.Follows(var track) -> track.token();
        };
    }

    private static List<byte[]> entries(String... texts) {
        List<byte[]> entries = new ArrayList<>();
        for (String text : texts) {
            entries.add(text.getBytes(UTF_8));
        }
        return entries;
    }

    private static List<String> texts(FlightUpdate update) {
        return update.entries().stream().map(entry -> new String(entry, UTF_8)).toList();
    }
}
