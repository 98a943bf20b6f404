package recurra.store.exact.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.protocol.AsyncCommand;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import recurra.matching.EntryId;
import recurra.matching.ExactKey;
import recurra.matching.NormalizedKey;
import recurra.matching.TenantId;
import recurra.store.StoreUnavailableException;
import recurra.store.answer.AnswerCodec;
import recurra.store.answer.CachedAnswer;
import recurra.store.answer.UnreadableAnswerException;
import recurra.store.exact.ExactCache;
import recurra.store.exact.ExactLookup;
import recurra.store.exact.redis.StampedValue.Kind;

/**
 * The exact cache on Redis. An answer stands under {@code recurra:exact:a:tenant:exactKey}; its
 * second name, {@code recurra:exact:n:tenant:normalizedKey}, holds the exact key and the marks.
 *
 * <p>A value that cannot be read, or that is not the answer that its key names, counts as absent
 * and is removed. Making the cache does not wait for Redis. What was found may be kept near, see
 * {@link NearCache}.
 */
public final class RedisExactCache implements ExactCache {
    private static final String PREFIX = "recurra:exact:";
    private static final String ANSWERS = PREFIX + "a:";
    private static final String ALIASES = PREFIX + "n:";
    private static final String EVERYTHING = PREFIX + "*";

    /** Longer than a write that was overtaken by its removal can be on its way. */
    private static final Duration REMOVAL_TTL = Duration.ofHours(1);

    private static final int SCAN_BATCH = 1_000;
    private static final Duration SCAN_DEADLINE = Duration.ofSeconds(5);
    private static final int KEY_BYTES = 200;

    /**
     * Writes ARGV[1] for ARGV[2] milliseconds unless what stands there is newer, or of the same
     * time and not to be replaced: a removal stands above an answer.
     */
    private static final String WRITE_IF_NEWER =
            """
            local held = redis.call('GETRANGE', KEYS[1], 0, 16)
            local heldAt = tonumber(string.sub(held, 2))
            if heldAt then
              local newAt = tonumber(string.sub(ARGV[1], 2, 17))
              local replacesEqual = string.sub(ARGV[1], 1, 1) == 'R' and string.sub(held, 1, 1) ~= 'R'
              if heldAt > newAt or (heldAt == newAt and not replacesEqual) then
                return 0
              end
            end
            redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
            return 1
            """;

    private static final int WRITE_BYTES = KEY_BYTES + WRITE_IF_NEWER.length();

    private static final int EXACT_KEY_LENGTH = 64;

    private static final Logger LOG = LoggerFactory.getLogger(RedisExactCache.class);

    private final RedisSettings settings;
    private final Clock clock;
    private final MeterRegistry meters;
    private final RedisLink link;
    private final @Nullable NearCache near;
    private final Map<Outcome, Timer> timers = new EnumMap<>(Outcome.class);

    /** How a lookup ended. */
    private enum Outcome {
        EXACT,
        NORMALIZED,
        ABSENT,
        FAILED
    }

    public RedisExactCache(RedisSettings settings, Clock clock, MeterRegistry meters) {
        this.settings = settings;
        this.clock = clock;
        this.meters = meters;
        this.link = new RedisLink(settings.url());
        this.near =
                settings.near().toBytes() > 0
                        ? new NearCache(settings.url(), PREFIX, settings.near().toBytes(), meters)
                        : null;
        for (Outcome outcome : Outcome.values()) {
            String name = outcome.name().toLowerCase(Locale.ROOT);
            timers.put(outcome, meters.timer(ExactMetric.LOOKUP.key(), "outcome", name));
        }
        Gauge.builder(ExactMetric.UNANSWERED.key(), link, RedisLink::unansweredBytes)
                .baseUnit(BaseUnits.BYTES)
                .register(meters);
        Gauge.builder(
                        ExactMetric.UNANSWERED_LIMIT.key(),
                        () -> (long) RedisLink.MAX_UNANSWERED_MIB << 20)
                .baseUnit(BaseUnits.BYTES)
                .register(meters);
    }

    @Override
    public ExactLookup find(
            TenantId tenant, ExactKey exactKey, Supplier<Optional<NormalizedKey>> otherName) {
        long startedNanos = System.nanoTime();
        Outcome outcome = Outcome.FAILED;
        try {
            ExactLookup found = lookUp(tenant, exactKey, otherName);
            outcome =
                    switch (found) {
                        case ExactLookup.Exact _ -> Outcome.EXACT;
                        case ExactLookup.Normalized _ -> Outcome.NORMALIZED;
                        case ExactLookup.Absent _ -> Outcome.ABSENT;
                    };
            return found;
        } catch (StoreUnavailableException e) {
            throw counted("find", e);
        } finally {
            Objects.requireNonNull(timers.get(outcome))
                    .record(System.nanoTime() - startedNanos, TimeUnit.NANOSECONDS);
        }
    }

    private ExactLookup lookUp(
            TenantId tenant, ExactKey exactKey, Supplier<Optional<NormalizedKey>> otherName) {
        Deadline deadline = Deadline.in(settings.deadline());
        try (Reading<CachedAnswer> exact = answer(tenant, exactKey)) {
            Optional<CachedAnswer> known = exact.near().filter(this::isLive);
            if (known.isPresent()) {
                return new ExactLookup.Exact(known.get());
            }
            Optional<NormalizedKey> normalizedKey = otherName.get();
            if (normalizedKey.isEmpty()) {
                ask(deadline, List.of(exact));
                return exact.await(deadline)
                        .filter(this::isLive)
                        .<ExactLookup>map(ExactLookup.Exact::new)
                        .orElseGet(ExactLookup.Absent::new);
            }
            try (Reading<Alias> alias = alias(tenant, normalizedKey.get())) {
                // Both at once, so that neither an exact hit nor a miss takes a second round trip.
                ask(deadline, List.of(exact, alias));
                // Asked last, it is answered last: with it all is there, and this thread wakes
                // once.
                Optional<Alias> other = alias.await(deadline);
                Optional<CachedAnswer> answer = exact.await(deadline).filter(this::isLive);
                return answer.isPresent()
                        ? new ExactLookup.Exact(answer.get())
                        : other.filter(found -> normalizedKey.get().agreesWithMarks(found.marks()))
                                .map(Alias::named)
                                .filter(named -> !named.equals(exactKey))
                                .map(named -> otherSpelling(tenant, named, deadline))
                                .orElseGet(ExactLookup.Absent::new);
            }
        }
    }

    private ExactLookup otherSpelling(TenantId tenant, ExactKey named, Deadline deadline) {
        try (Reading<CachedAnswer> answer = answer(tenant, named)) {
            ask(deadline, List.of(answer));
            return answer.await(deadline)
                    .filter(this::isLive)
                    .<ExactLookup>map(ExactLookup.Normalized::new)
                    .orElseGet(ExactLookup.Absent::new);
        }
    }

    private boolean isLive(CachedAnswer answer) {
        return answer.isLive(clock.instant());
    }

    @Override
    public void put(TenantId tenant, CachedAnswer answer, Optional<NormalizedKey> normalizedKey) {
        Duration timeToLive = timeToLive(answer);
        if (!timeToLive.isPositive()) {
            return;
        }
        byte[] value =
                new StampedValue(Kind.ANSWER, answer.answeredAt(), AnswerCodec.encode(answer))
                        .toBytes();
        if (value.length > settings.maxValue().toBytes()) {
            meters.counter(ExactMetric.TOO_LARGE.key()).increment();
            return;
        }
        meters.summary(ExactMetric.VALUE_SIZE.key()).record(value.length);
        try {
            Deadline deadline = Deadline.in(settings.deadline());
            List<String> keys = new ArrayList<>();
            List<AsyncCommand<String, byte[], Long>> writes = new ArrayList<>();
            keys.add(answerKey(tenant, answer.exactKey()));
            writes.add(writeIfNewer(keys.getLast(), value, timeToLive));
            if (normalizedKey.isPresent()) {
                byte[] name =
                        new StampedValue(
                                        Kind.ALIAS,
                                        answer.answeredAt(),
                                        (answer.exactKey().hex() + normalizedKey.get().marks())
                                                .getBytes(US_ASCII))
                                .toBytes();
                keys.add(aliasKey(tenant, normalizedKey.get()));
                writes.add(writeIfNewer(keys.getLast(), name, timeToLive));
            }
            link.send(deadline, WRITE_BYTES * writes.size() + value.length, writes);
            for (AsyncCommand<String, byte[], Long> write : writes.reversed()) {
                link.await(deadline, write);
            }
            keys.forEach(this::forget);
        } catch (StoreUnavailableException e) {
            throw counted("put", e);
        }
    }

    private Duration timeToLive(CachedAnswer answer) {
        if (answer.expiresAt() == null) {
            return settings.maxTtl();
        }
        Duration left = Duration.between(clock.instant(), answer.expiresAt());
        return left.compareTo(settings.maxTtl()) < 0 ? left : settings.maxTtl();
    }

    @Override
    public void remove(TenantId tenant, ExactKey exactKey, Instant invalidatedAt) {
        try {
            Deadline deadline = Deadline.in(settings.deadline());
            byte[] removal = StampedValue.removal(invalidatedAt).toBytes();
            String key = answerKey(tenant, exactKey);
            AsyncCommand<String, byte[], Long> write = writeIfNewer(key, removal, REMOVAL_TTL);
            link.send(deadline, WRITE_BYTES, List.of(write));
            link.await(deadline, write);
            forget(key);
        } catch (StoreUnavailableException e) {
            throw counted("remove", e);
        }
    }

    @Override
    public long clear() {
        long removed = 0;
        ScanArgs batch = ScanArgs.Builder.matches(EVERYTHING).limit(SCAN_BATCH);
        ScanCursor cursor = ScanCursor.INITIAL;
        try {
            do {
                Deadline deadline = Deadline.in(SCAN_DEADLINE);
                ScanCursor from = cursor;
                KeyScanCursor<String> page =
                        link.await(
                                deadline,
                                link.send(deadline, KEY_BYTES, redis -> redis.scan(from, batch)));
                if (!page.getKeys().isEmpty()) {
                    String[] keys = page.getKeys().toArray(String[]::new);
                    removed +=
                            link.await(
                                    deadline,
                                    link.send(
                                            deadline,
                                            KEY_BYTES * keys.length,
                                            redis -> redis.unlink(keys)));
                }
                cursor = page;
            } while (!cursor.isFinished());
        } catch (StoreUnavailableException e) {
            throw counted("clear", e);
        }
        return removed;
    }

    @Override
    public void close() {
        if (near != null) {
            near.close();
        }
        link.close();
    }

    /** Whoever wrote reads what was written, without waiting for Redis to tell. */
    private void forget(String key) {
        if (near != null) {
            near.forget(key);
        }
    }

    private Reading<CachedAnswer> answer(TenantId tenant, ExactKey exactKey) {
        return new Reading<>(
                answerKey(tenant, exactKey),
                CachedAnswer.class,
                value -> decoded(tenant, exactKey, value),
                NearCache::bytes);
    }

    private Reading<Alias> alias(TenantId tenant, NormalizedKey normalizedKey) {
        return new Reading<>(
                aliasKey(tenant, normalizedKey),
                Alias.class,
                value -> Alias.of(StampedValue.of(value)),
                alias -> NearCache.NO_BYTES);
    }

    /** Asks Redis, all in one piece, for those values that are not near. */
    private void ask(Deadline deadline, List<? extends Reading<?>> readings) {
        List<AsyncCommand<String, byte[], byte[]>> commands =
                readings.stream().flatMap(reading -> reading.command().stream()).toList();
        if (!commands.isEmpty()) {
            link.send(deadline, KEY_BYTES * commands.size(), commands);
        }
    }

    /** A value that is near, or that Redis is to be asked for. */
    private final class Reading<T> implements AutoCloseable {
        private final String key;
        private final Function<byte[], Optional<T>> decoder;
        private final ToIntFunction<T> size;
        private final Optional<T> kept;
        private final NearCache.@Nullable Place place;
        private final Optional<AsyncCommand<String, byte[], byte[]>> command;

        Reading(
                String key,
                Class<T> type,
                Function<byte[], Optional<T>> decoder,
                ToIntFunction<T> size) {
            this.key = key;
            this.decoder = decoder;
            this.size = size;
            kept = near == null ? Optional.empty() : near.find(key, type);
            place = near == null || kept.isPresent() ? null : near.reserve(key);
            command = kept.isPresent() ? Optional.empty() : Optional.of(RedisCommands.get(key));
        }

        /** The value where Redis need not be asked. */
        Optional<T> near() {
            return kept;
        }

        /** What is to be sent to Redis; empty where the value is near. */
        Optional<AsyncCommand<String, byte[], byte[]>> command() {
            return command;
        }

        /** The value, once Redis has been asked; empty where there is none. */
        Optional<T> await(Deadline deadline) {
            if (command.isEmpty()) {
                return kept;
            }
            byte[] value = link.await(deadline, command.get());
            if (value == null) {
                return Optional.empty();
            }
            try {
                Optional<T> decoded = decoder.apply(value);
                if (place != null) {
                    decoded.ifPresent(it -> place.keep(it, size.applyAsInt(it)));
                }
                return decoded;
            } catch (UnreadableAnswerException | IllegalArgumentException e) {
                discard(key, e);
                return Optional.empty();
            }
        }

        @Override
        public void close() {
            if (place != null) {
                place.close();
            }
        }
    }

    /** What another spelling of a question names, and what its own spelling told. */
    private record Alias(ExactKey named, String marks) {
        static Optional<Alias> of(StampedValue value) {
            String body = new String(value.body(), US_ASCII);
            int mark = Math.min(body.length(), EXACT_KEY_LENGTH);
            return Optional.of(
                    new Alias(new ExactKey(body.substring(0, mark)), body.substring(mark)));
        }
    }

    private static AsyncCommand<String, byte[], Long> writeIfNewer(
            String key, byte[] value, Duration timeToLive) {
        byte[] millis = Long.toString(Math.max(1, timeToLive.toMillis())).getBytes(US_ASCII);
        return RedisCommands.eval(WRITE_IF_NEWER, key, value, millis);
    }

    private static Optional<CachedAnswer> decoded(
            TenantId tenant, ExactKey exactKey, byte[] value) {
        StampedValue stamped = StampedValue.of(value);
        if (stamped.kind() == Kind.REMOVAL) {
            return Optional.empty();
        }
        CachedAnswer answer = AnswerCodec.decode(stamped.body());
        if (!answer.entryId().equals(EntryId.of(tenant, exactKey))) {
            // Whoever put it there: an answer of another tenant or request never leaves here.
            throw new UnreadableAnswerException("The value is not the answer its key names");
        }
        return Optional.of(answer);
    }

    /** Removes a value that is of no use, without waiting until it is gone. */
    private void discard(String key, RuntimeException reason) {
        meters.counter(ExactMetric.UNREADABLE.key()).increment();
        LOG.atWarn()
                .addKeyValue("key", key)
                .setCause(reason)
                .log("A value in Redis is unreadable and removed");
        try {
            var _ =
                    link.send(
                            Deadline.in(settings.deadline()),
                            KEY_BYTES,
                            redis -> redis.unlink(key));
        } catch (StoreUnavailableException e) {
            counted("discard", e);
        }
    }

    private StoreUnavailableException counted(String operation, StoreUnavailableException e) {
        String reason = e.reason().name().toLowerCase(Locale.ROOT);
        meters.counter(ExactMetric.ERRORS.key(), "operation", operation, "reason", reason)
                .increment();
        return e;
    }

    private static String answerKey(TenantId tenant, ExactKey key) {
        return ANSWERS + tenant.value() + ":" + key.hex();
    }

    private static String aliasKey(TenantId tenant, NormalizedKey key) {
        return ALIASES + tenant.value() + ":" + key.hex();
    }
}
