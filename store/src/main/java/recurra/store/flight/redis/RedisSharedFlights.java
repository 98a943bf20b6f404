package recurra.store.flight.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Supplier;
import recurra.matching.ExactKey;
import recurra.matching.TenantId;
import recurra.store.StoreUnavailableException;
import recurra.store.exact.redis.Deadline;
import recurra.store.exact.redis.RedisLink;
import recurra.store.flight.FlightLease;
import recurra.store.flight.FlightRole;
import recurra.store.flight.FlightTrack;
import recurra.store.flight.FlightUpdate;
import recurra.store.flight.LeaseState;
import recurra.store.flight.SharedFlights;

/**
 * Shared flights on Redis. For each answer, under {@code recurra:flight:{tenant:exactKey}:}, there
 * are
 *
 * <ul>
 *   <li>{@code lease}: {@code l:token:holder} while somebody leads; {@code d:token:millis} for a
 *       moment after the end of an answer that is kept,
 *   <li>{@code token}: counts the leases,
 *   <li>{@code wanted}: there while somebody follows,
 *   <li>the token itself: a Redis stream with what was written under that lease.
 * </ul>
 *
 * <p>All have a time to live. The braces put one answer's keys into one slot of a cluster.
 */
public final class RedisSharedFlights implements SharedFlights {
    private static final String PREFIX = "recurra:flight:{";
    private static final String START = "-";

    /** Longer than a follower that still wants it takes to read the rest. */
    private static final Duration STREAM_TTL = Duration.ofSeconds(30);

    /** Longer than a lease that was lost can go on being used. */
    private static final Duration TOKEN_TTL = Duration.ofHours(1);

    /** How long an answer that has ended can be followed from the start. */
    private static final Duration DONE_TTL = Duration.ofSeconds(3);

    /** Longer than between two looks of a follower. */
    private static final Duration WANTED_TTL = Duration.ofSeconds(1);

    private static final Duration BACKGROUND_DEADLINE = Duration.ofSeconds(1);
    private static final int MOST_ENTRIES = 500;
    private static final int OVERHEAD_BYTES = 1_000;

    private static final String ENTER =
            """
            local held = redis.call('GET', KEYS[1])
            if held then
              local token, at = string.match(held, '^d:(%d+):(%d+)$')
              if not token then
                return {0, tonumber(string.match(held, '^l:(%d+):'))}
              end
              local time = redis.call('TIME')
              if tonumber(at) >= time[1] * 1000 + math.floor(time[2] / 1000) - tonumber(ARGV[4]) then
                return {0, tonumber(token)}
              end
            end
            local token = redis.call('INCR', KEYS[2])
            redis.call('PEXPIRE', KEYS[2], ARGV[3])
            redis.call('SET', KEYS[1], 'l:' .. token .. ':' .. ARGV[1], 'PX', ARGV[2])
            return {1, token}
            """;

    private static final String APPEND =
            """
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then
              return -1
            end
            redis.call('PEXPIRE', KEYS[1], ARGV[2])
            for i = 4, #ARGV do
              redis.call('XADD', KEYS[2], '*', 'e', ARGV[i])
            end
            redis.call('PEXPIRE', KEYS[2], ARGV[3])
            return redis.call('EXISTS', KEYS[3])
            """;

    private static final String FINISH =
            """
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then
              return -1
            end
            for i = 4, #ARGV do
              redis.call('XADD', KEYS[2], '*', 'e', ARGV[i])
            end
            redis.call('PEXPIRE', KEYS[2], ARGV[3])
            if ARGV[2] == '0' then
              redis.call('DEL', KEYS[1])
            else
              local time = redis.call('TIME')
              local millis = time[1] * 1000 + math.floor(time[2] / 1000)
              local token = string.match(ARGV[1], '^l:(%d+):')
              redis.call('SET', KEYS[1], 'd:' .. token .. ':' .. string.format('%.0f', millis), 'PX', ARGV[2])
            end
            return redis.call('EXISTS', KEYS[3])
            """;

    private static final String RELEASE =
            """
            if redis.call('GET', KEYS[1]) == ARGV[1] then
              return redis.call('DEL', KEYS[1])
            end
            return 0
            """;

    private static final String FOLLOW =
            """
            redis.call('SET', KEYS[3], '1', 'PX', ARGV[3])
            local entries = redis.call('XRANGE', KEYS[2], ARGV[2], '+', 'COUNT', ARGV[4])
            local held = redis.call('GET', KEYS[1])
            local led = held and string.match(held, '^%a:(%d+):') == ARGV[1]
            return {led and 1 or 0, entries}
            """;

    private final Duration deadline;
    private final Duration lease;
    private final MeterRegistry meters;
    private final RedisLink link;
    private final SeenGateways gateways;

    /**
     * @param url of one server
     * @param deadline of {@link #enter}, for which a client waits
     * @param lease the longest that a gateway leads without renewing its lease
     */
    public RedisSharedFlights(String url, Duration deadline, Duration lease, MeterRegistry meters) {
        this.deadline = deadline;
        this.lease = lease;
        this.meters = meters;
        this.link = new RedisLink(url);
        this.gateways = new SeenGateways(link, meters);
        Gauge.builder(FlightMetric.UNANSWERED.key(), link, RedisLink::unansweredBytes)
                .baseUnit(BaseUnits.BYTES)
                .register(meters);
    }

    @Override
    public Duration lease() {
        return lease;
    }

    @Override
    public boolean isAlone() {
        return gateways.isAlone();
    }

    @Override
    public FlightRole enter(TenantId tenant, ExactKey key, Duration age) {
        String holder = UUID.randomUUID().toString();
        List<Object> reply =
                counted(
                        "enter",
                        () ->
                                call(
                                        deadline,
                                        ENTER,
                                        ScriptOutputType.MULTI,
                                        List.of(
                                                key(tenant, key, "lease"),
                                                key(tenant, key, "token")),
                                        List.of(
                                                bytes(holder),
                                                bytes(lease),
                                                bytes(TOKEN_TTL),
                                                bytes(age))));
        long token = (Long) reply.getLast();
        return (Long) reply.getFirst() == 1
                ? new FlightRole.Leads(new FlightLease(tenant, key, token, holder))
                : new FlightRole.Follows(new FlightTrack(tenant, key, token, ""));
    }

    @Override
    public LeaseState append(FlightLease held, List<byte[]> entries) {
        return write("append", APPEND, held, bytes(lease), entries);
    }

    @Override
    public LeaseState finish(FlightLease held, List<byte[]> entries, boolean kept) {
        return write("finish", FINISH, held, kept ? bytes(DONE_TTL) : bytes("0"), entries);
    }

    private LeaseState write(
            String operation,
            String script,
            FlightLease held,
            byte[] millis,
            List<byte[]> entries) {
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(bytes(value(held)));
        arguments.add(millis);
        arguments.add(bytes(STREAM_TTL));
        arguments.addAll(entries);
        Long reply =
                counted(
                        operation,
                        () ->
                                call(
                                        BACKGROUND_DEADLINE,
                                        script,
                                        ScriptOutputType.INTEGER,
                                        keys(held.tenant(), held.key(), held.token()),
                                        arguments));
        return switch (reply.intValue()) {
            case -1 -> LeaseState.LOST;
            case 0 -> LeaseState.HELD;
            default -> LeaseState.FOLLOWED;
        };
    }

    @Override
    public void release(FlightLease held) {
        Long _ =
                counted(
                        "release",
                        () ->
                                call(
                                        BACKGROUND_DEADLINE,
                                        RELEASE,
                                        ScriptOutputType.INTEGER,
                                        List.of(key(held.tenant(), held.key(), "lease")),
                                        List.of(bytes(value(held)))));
    }

    @Override
    public FlightUpdate follow(FlightTrack track) {
        String from = track.position().isEmpty() ? START : "(" + track.position();
        List<Object> reply =
                counted(
                        "follow",
                        () ->
                                call(
                                        BACKGROUND_DEADLINE,
                                        FOLLOW,
                                        ScriptOutputType.MULTI,
                                        keys(track.tenant(), track.key(), track.token()),
                                        List.of(
                                                bytes(Long.toString(track.token())),
                                                bytes(from),
                                                bytes(WANTED_TTL),
                                                bytes(Integer.toString(MOST_ENTRIES)))));
        List<byte[]> entries = new ArrayList<>();
        String position = track.position();
        for (Object entry : (List<?>) reply.getLast()) {
            List<?> idAndFields = (List<?>) entry;
            position = new String((byte[]) idAndFields.getFirst(), US_ASCII);
            entries.add((byte[]) ((List<?>) idAndFields.getLast()).getLast());
        }
        return new FlightUpdate(entries, track.at(position), (Long) reply.getFirst() == 1);
    }

    private <T> T call(
            Duration within,
            String script,
            ScriptOutputType type,
            List<String> keys,
            List<byte[]> arguments) {
        int bytes = OVERHEAD_BYTES + arguments.stream().mapToInt(a -> a.length).sum();
        Deadline until = Deadline.in(within);
        RedisFuture<T> reply =
                link.send(
                        until,
                        bytes,
                        redis ->
                                redis.eval(
                                        script,
                                        type,
                                        keys.toArray(String[]::new),
                                        arguments.toArray(byte[][]::new)));
        return link.await(until, reply);
    }

    private <T> T counted(String operation, Supplier<T> call) {
        try {
            return call.get();
        } catch (StoreUnavailableException e) {
            String reason = e.reason().name().toLowerCase(Locale.ROOT);
            meters.counter(FlightMetric.ERRORS.key(), "operation", operation, "reason", reason)
                    .increment();
            throw e;
        }
    }

    private static String value(FlightLease lease) {
        return "l:" + lease.token() + ":" + lease.holder();
    }

    private static List<String> keys(TenantId tenant, ExactKey key, long token) {
        return List.of(
                key(tenant, key, "lease"),
                key(tenant, key, Long.toString(token)),
                key(tenant, key, "wanted"));
    }

    private static String key(TenantId tenant, ExactKey key, String part) {
        return PREFIX + tenant.value() + ":" + key.hex() + "}:" + part;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }

    private static byte[] bytes(Duration duration) {
        return bytes(Long.toString(Math.max(1, duration.toMillis())));
    }

    @Override
    public void close() {
        gateways.close();
        link.close();
    }
}
