package recurra.store.exact.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
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
 * and is removed. Making the cache does not wait for Redis.
 */
public final class RedisExactCache implements ExactCache {
    private static final String ANSWERS = "recurra:exact:a:";
    private static final String ALIASES = "recurra:exact:n:";
    private static final String EVERYTHING = "recurra:exact:*";

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

    private static final int EXACT_KEY_LENGTH = 64;

    private static final Logger LOG = LoggerFactory.getLogger(RedisExactCache.class);

    private final RedisSettings settings;
    private final Clock clock;
    private final MeterRegistry meters;
    private final RedisLink link;

    public RedisExactCache(RedisSettings settings, Clock clock, MeterRegistry meters) {
        this.settings = settings;
        this.clock = clock;
        this.meters = meters;
        this.link = new RedisLink(settings.url());
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
            TenantId tenant, ExactKey exactKey, Optional<NormalizedKey> normalizedKey) {
        long startedNanos = System.nanoTime();
        String outcome = "failed";
        try {
            ExactLookup found = lookUp(tenant, exactKey, normalizedKey);
            outcome =
                    switch (found) {
                        case ExactLookup.Exact exact -> "exact";
                        case ExactLookup.Normalized normalized -> "normalized";
                        case ExactLookup.Absent absent -> "absent";
                    };
            return found;
        } catch (StoreUnavailableException e) {
            throw counted("find", e);
        } finally {
            meters.timer(ExactMetric.LOOKUP.key(), "outcome", outcome)
                    .record(Duration.ofNanos(System.nanoTime() - startedNanos));
        }
    }

    private ExactLookup lookUp(
            TenantId tenant, ExactKey exactKey, Optional<NormalizedKey> normalizedKey) {
        Deadline deadline = Deadline.in(settings.deadline());
        // Both at once, so that neither an exact hit nor a miss takes a second round trip.
        RedisFuture<byte[]> exact = get(deadline, answerKey(tenant, exactKey));
        Optional<RedisFuture<byte[]>> alias =
                normalizedKey.map(key -> get(deadline, aliasKey(tenant, key)));

        Optional<CachedAnswer> answer = answer(tenant, exactKey, link.await(deadline, exact));
        if (answer.isPresent()) {
            return new ExactLookup.Exact(answer.get());
        }
        if (alias.isEmpty()) {
            return new ExactLookup.Absent();
        }
        Optional<ExactKey> named =
                aliased(tenant, normalizedKey.orElseThrow(), link.await(deadline, alias.get()));
        if (named.isEmpty() || named.get().equals(exactKey)) {
            return new ExactLookup.Absent();
        }
        byte[] value = link.await(deadline, get(deadline, answerKey(tenant, named.get())));
        return answer(tenant, named.get(), value)
                .<ExactLookup>map(ExactLookup.Normalized::new)
                .orElseGet(ExactLookup.Absent::new);
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
            RedisFuture<Long> written =
                    writeIfNewer(deadline, answerKey(tenant, answer.exactKey()), value, timeToLive);
            if (normalizedKey.isPresent()) {
                byte[] name =
                        new StampedValue(
                                        Kind.ALIAS,
                                        answer.answeredAt(),
                                        (answer.exactKey().hex() + normalizedKey.get().marks())
                                                .getBytes(US_ASCII))
                                .toBytes();
                String key = aliasKey(tenant, normalizedKey.get());
                link.await(deadline, writeIfNewer(deadline, key, name, timeToLive));
            }
            link.await(deadline, written);
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
            link.await(
                    deadline,
                    writeIfNewer(deadline, answerKey(tenant, exactKey), removal, REMOVAL_TTL));
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
        link.close();
    }

    private RedisFuture<byte[]> get(Deadline deadline, String key) {
        return link.send(deadline, KEY_BYTES, redis -> redis.get(key));
    }

    private RedisFuture<Long> writeIfNewer(
            Deadline deadline, String key, byte[] value, Duration timeToLive) {
        byte[] millis = Long.toString(Math.max(1, timeToLive.toMillis())).getBytes(US_ASCII);
        return link.send(
                deadline,
                KEY_BYTES + WRITE_IF_NEWER.length() + value.length,
                redis -> evaluate(redis, key, value, millis));
    }

    private static RedisFuture<Long> evaluate(
            RedisAsyncCommands<String, byte[]> redis, String key, byte[] value, byte[] millis) {
        return redis.eval(
                WRITE_IF_NEWER, ScriptOutputType.INTEGER, new String[] {key}, value, millis);
    }

    private Optional<CachedAnswer> answer(
            TenantId tenant, ExactKey exactKey, byte @Nullable [] value) {
        if (value == null) {
            return Optional.empty();
        }
        try {
            StampedValue stamped = StampedValue.of(value);
            if (stamped.kind() == Kind.REMOVAL) {
                return Optional.empty();
            }
            CachedAnswer answer = AnswerCodec.decode(stamped.body());
            if (!answer.entryId().equals(EntryId.of(tenant, exactKey))) {
                // Whoever put it there: an answer of another tenant or request never leaves here.
                throw new UnreadableAnswerException("The value is not the answer its key names");
            }
            return Optional.of(answer).filter(live -> live.isLive(clock.instant()));
        } catch (UnreadableAnswerException e) {
            discard(answerKey(tenant, exactKey), e);
            return Optional.empty();
        }
    }

    /** The answer that another spelling of the same question names. */
    private Optional<ExactKey> aliased(
            TenantId tenant, NormalizedKey asked, byte @Nullable [] value) {
        if (value == null) {
            return Optional.empty();
        }
        try {
            StampedValue stamped = StampedValue.of(value);
            String body = new String(stamped.body(), US_ASCII);
            int mark = Math.min(body.length(), EXACT_KEY_LENGTH);
            ExactKey named = new ExactKey(body.substring(0, mark));
            return asked.agreesWithMarks(body.substring(mark))
                    ? Optional.of(named)
                    : Optional.empty();
        } catch (UnreadableAnswerException | IllegalArgumentException e) {
            discard(aliasKey(tenant, asked), e);
            return Optional.empty();
        }
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
