package recurra.store.flight.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.ScriptOutputType;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import recurra.store.StoreUnavailableException;
import recurra.store.exact.redis.Deadline;
import recurra.store.exact.redis.RedisLink;

/**
 * The gateways that use one Redis, each of which says a few times a second that it is there, in
 * {@code recurra:gateways}: a sorted set of when each did so last. Safe for threads.
 */
final class SeenGateways implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SeenGateways.class);
    private static final String KEY = "recurra:gateways";
    private static final Duration INTERVAL = Duration.ofMillis(250);
    private static final Duration DEADLINE = Duration.ofMillis(500);

    /** A gateway that has said nothing for so long is gone. */
    private static final Duration GONE = Duration.ofSeconds(5);

    /** What was heard counts for so long: a gateway that stalls, or lost Redis, knows nothing. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private static final int COMMAND_BYTES = 1_000;

    private static final String SEE =
            """
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            redis.call('ZADD', KEYS[1], now, ARGV[1])
            redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - tonumber(ARGV[2]))
            redis.call('PEXPIRE', KEYS[1], ARGV[2])
            return redis.call('ZCARD', KEYS[1])
            """;

    private final RedisLink link;
    private final String self = UUID.randomUUID().toString();
    private final Thread watch;
    private volatile Heard heard = new Heard(0, System.nanoTime());

    /** How many gateways there were, and when that was asked. */
    private record Heard(long gateways, long atNanos) {
        long known() {
            return System.nanoTime() - atNanos < FRESH.toNanos() ? gateways : 0;
        }
    }

    SeenGateways(RedisLink link, MeterRegistry meters) {
        this.link = link;
        Gauge.builder(FlightMetric.GATEWAYS.key(), this, seen -> seen.heard.known())
                .register(meters);
        watch = Thread.ofVirtual().name("seen-gateways").start(this::watch);
    }

    boolean isAlone() {
        return heard.known() == 1;
    }

    private void watch() {
        try {
            while (true) {
                see();
                TimeUnit.NANOSECONDS.sleep(INTERVAL.toNanos());
            }
        } catch (InterruptedException e) {
            LOG.atDebug().log("The gateway stops");
        }
    }

    private void see() {
        long askedNanos = System.nanoTime();
        Deadline deadline = Deadline.in(DEADLINE);
        try {
            Long gateways =
                    link.await(
                            deadline,
                            link.<Long>send(
                                    deadline,
                                    COMMAND_BYTES,
                                    redis ->
                                            redis.eval(
                                                    SEE,
                                                    ScriptOutputType.INTEGER,
                                                    new String[] {KEY},
                                                    self.getBytes(US_ASCII),
                                                    Long.toString(GONE.toMillis())
                                                            .getBytes(US_ASCII))));
            heard = new Heard(gateways, askedNanos);
        } catch (StoreUnavailableException e) {
            // Known to be unknown soon, and the look-up says loudly enough that Redis is away.
            LOG.atDebug().setCause(e).log("It is not known which gateways there are");
        }
    }

    /** Leaves, so that the others need not wait until it is gone. */
    @Override
    public void close() {
        watch.interrupt();
        Deadline deadline = Deadline.in(DEADLINE);
        try {
            watch.join(DEADLINE);
            link.await(
                    deadline,
                    link.send(
                            deadline,
                            COMMAND_BYTES,
                            redis -> redis.zrem(KEY, self.getBytes(US_ASCII))));
        } catch (StoreUnavailableException e) {
            LOG.atDebug().setCause(e).log("The other gateways learn later that this one is gone");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
