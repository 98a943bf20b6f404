package recurra.store.exact.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Weigher;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import recurra.store.answer.CachedAnswer;
import recurra.store.answer.RecordedAnswer;

/**
 * Values of Redis that are kept in this process, by their keys in Redis, and forgotten when they
 * change there. Limited in bytes. Safe for threads.
 *
 * <p>Used only while {@link Tracking#isCurrent}. A value that is read from Redis may have changed
 * before it is kept here, and the news of that may come first. So who reads puts a {@link Place}
 * under the key before the value is asked for, and keeps the value only where its own place still
 * stands: news of the key, of all keys, or of a lost connection takes the place away. Another
 * reader of the same key meanwhile goes to Redis too, and keeps nothing.
 */
final class NearCache implements AutoCloseable {
    /** Of a value that the room for its key and itself covers. */
    static final int NO_BYTES = 0;

    /** About what a key, its place and a small value take. */
    private static final int ENTRY_BYTES = 512;

    /** About what an event of an answer takes besides its text. */
    private static final int EVENT_BYTES = 80;

    private final Cache<String, Slot> slots;
    private final Tracking tracking;
    private final Counter hits;
    private final Counter misses;
    private final Counter unused;

    /** What stands under a key. */
    private sealed interface Slot {
        int bytes();
    }

    /** A value that is being read. Equal to nothing but itself. */
    private static final class Reserved implements Slot {
        @Override
        public int bytes() {
            return 0;
        }
    }

    /** A value of Redis. */
    private record Kept(Object value, int bytes) implements Slot {}

    /**
     * Connects in the background, and is of no use until then.
     *
     * @param prefix of all keys
     */
    NearCache(String url, String prefix, long maxBytes, MeterRegistry meters) {
        hits = lookups("hit", meters);
        misses = lookups("miss", meters);
        unused = lookups("suspended", meters);
        Counter evictions =
                Counter.builder(ExactMetric.NEAR_EVICTIONS.key())
                        .description("Values that were dropped for want of room")
                        .register(meters);
        Counter invalidations =
                Counter.builder(ExactMetric.NEAR_INVALIDATIONS.key())
                        .description("Keys that Redis said have changed")
                        .register(meters);
        Counter resets =
                Counter.builder(ExactMetric.NEAR_RESETS.key())
                        .description("Times that everything was dropped")
                        .register(meters);
        Counter suspended =
                Counter.builder(ExactMetric.NEAR_SUSPENDED.key())
                        .description("Time in which Redis was not known to tell of changes")
                        .baseUnit("seconds")
                        .register(meters);
        slots =
                Caffeine.newBuilder()
                        .maximumWeight(maxBytes)
                        .weigher((Weigher<String, Slot>) (key, slot) -> ENTRY_BYTES + slot.bytes())
                        .executor(Runnable::run)
                        .evictionListener(
                                (@Nullable String key, @Nullable Slot slot, RemovalCause cause) ->
                                        evictions.increment())
                        .build();
        tracking =
                new Tracking(
                        url,
                        prefix,
                        new Tracking.Listener() {
                            @Override
                            public void changed(String key) {
                                invalidations.increment();
                                slots.invalidate(key);
                            }

                            @Override
                            public void lost() {
                                resets.increment();
                                slots.invalidateAll();
                            }

                            @Override
                            public void suspended(Duration time) {
                                suspended.increment(
                                        (double) time.toNanos() / TimeUnit.SECONDS.toNanos(1));
                            }
                        });
        Gauge.builder(ExactMetric.NEAR_BYTES.key(), this, NearCache::bytes)
                .description("About what the values near take in memory")
                .baseUnit(BaseUnits.BYTES)
                .register(meters);
        Gauge.builder(ExactMetric.NEAR_LIMIT.key(), () -> maxBytes)
                .description("The most that the values near may take")
                .baseUnit(BaseUnits.BYTES)
                .register(meters);
        Gauge.builder(ExactMetric.NEAR_CURRENT.key(), tracking, it -> it.isCurrent() ? 1 : 0)
                .description("Whether Redis is known to tell of changes, so that values are used")
                .register(meters);
    }

    /** About what the answer takes in memory. */
    static int bytes(CachedAnswer answer) {
        long bytes = 0;
        for (RecordedAnswer.Event event : answer.answer().events()) {
            bytes += EVENT_BYTES + (long) event.data().length() * widthOf(event.data());
        }
        return (int) Math.min(bytes, Integer.MAX_VALUE - ENTRY_BYTES);
    }

    /** A string has one byte for each character while all are of Latin-1, else two. */
    private static int widthOf(String text) {
        return text.chars().allMatch(c -> c <= 0xFF) ? 1 : 2;
    }

    private static Counter lookups(String outcome, MeterRegistry meters) {
        return Counter.builder(ExactMetric.NEAR_LOOKUPS.key())
                .description("Values looked for near, by what came of it")
                .tag("outcome", outcome)
                .register(meters);
    }

    /** The value under the key, where it is here and nothing speaks against it. */
    <T> Optional<T> find(String key, Class<T> type) {
        if (!tracking.isCurrent()) {
            unused.increment();
            return Optional.empty();
        }
        if (slots.getIfPresent(key) instanceof Kept(var value, _)) {
            hits.increment();
            return Optional.of(type.cast(value));
        }
        misses.increment();
        return Optional.empty();
    }

    /** A place for the value, to be taken before Redis is asked for it. */
    Place reserve(String key) {
        return tracking.isCurrent() ? new Place(key) : new Place(null);
    }

    /** Drops what is kept, or being read, under the key. */
    void forget(String key) {
        slots.invalidate(key);
    }

    /** A place for one value that is being read, to be closed when it was. */
    final class Place implements AutoCloseable {
        private final @Nullable String key;
        private final Reserved reserved = new Reserved();

        private Place(@Nullable String key) {
            this.key = key != null && slots.asMap().putIfAbsent(key, reserved) == null ? key : null;
        }

        /**
         * Keeps the value, unless it may have changed since the place was taken.
         *
         * @param bytes about what the value takes in memory
         */
        void keep(Object value, int bytes) {
            if (key != null) {
                var _ = slots.asMap().replace(key, reserved, new Kept(value, bytes));
            }
        }

        /** Gives the place up where nothing is kept in it. */
        @Override
        public void close() {
            if (key != null) {
                slots.asMap().remove(key, reserved);
            }
        }
    }

    private long bytes() {
        return slots.policy()
                .eviction()
                .flatMap(eviction -> eviction.weightedSize().stream().boxed().findFirst())
                .orElse(0L);
    }

    @Override
    public void close() {
        tracking.close();
    }
}
