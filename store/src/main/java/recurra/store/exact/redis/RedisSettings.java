package recurra.store.exact.redis;

import java.time.Duration;
import org.springframework.util.unit.DataSize;

/**
 * How the exact cache uses Redis.
 *
 * @param url of one server, such as {@code redis://user:password@host:6379/0}; {@code rediss} for
 *     TLS
 * @param deadline the longest that a lookup or a write takes
 * @param maxTtl the longest that Redis keeps an answer; it can be had again from the log
 * @param maxValue larger answers, compressed, are not cached
 * @param near how much memory of this process may keep what Redis said, for as long as it is known
 *     to be unchanged there; 0 for none
 */
public record RedisSettings(
        String url, Duration deadline, Duration maxTtl, DataSize maxValue, DataSize near) {
    public static final Duration DEFAULT_DEADLINE = Duration.ofMillis(50);
    public static final Duration DEFAULT_MAX_TTL = Duration.ofDays(30);
    public static final DataSize DEFAULT_MAX_VALUE = DataSize.ofMegabytes(8);
    public static final DataSize NOTHING_NEAR = DataSize.ofBytes(0);

    public RedisSettings {
        if (!deadline.isPositive() || !maxTtl.isPositive()) {
            throw new IllegalArgumentException(
                    "The deadline and the longest time to live of Redis have to be positive");
        }
        if (near.isNegative()) {
            throw new IllegalArgumentException("What is kept near has 0 bytes or more");
        }
        if (maxValue.toBytes() < 1 || maxValue.toMegabytes() > RedisLink.MAX_UNANSWERED_MIB) {
            throw new IllegalArgumentException(
                    "The largest value in Redis has 1 byte to "
                            + RedisLink.MAX_UNANSWERED_MIB
                            + " MB");
        }
    }

    /** The defaults for the server; nothing is kept near. */
    public static RedisSettings of(String url) {
        return new RedisSettings(
                url, DEFAULT_DEADLINE, DEFAULT_MAX_TTL, DEFAULT_MAX_VALUE, NOTHING_NEAR);
    }

    /** Without the URL, which may hold a password. */
    @Override
    public String toString() {
        return "RedisSettings[deadline="
                + deadline
                + ", maxTtl="
                + maxTtl
                + ", maxValue="
                + maxValue
                + ", near="
                + near
                + "]";
    }
}
