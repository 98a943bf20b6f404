package recurra.indexer;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import recurra.testing.TestRedis;

/** Everything that a Redis server holds. */
final class RedisContent {
    private RedisContent() {}

    /** The values in hexadecimal, by key. */
    static Map<String, String> dump(TestRedis redis) {
        RedisClient client = RedisClient.create(redis.url());
        try (StatefulRedisConnection<String, byte[]> connection =
                client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE))) {
            Map<String, String> content = new TreeMap<>();
            for (String key : connection.sync().keys("*")) {
                content.put(key, HexFormat.of().formatHex(connection.sync().get(key)));
            }
            return content;
        } finally {
            client.shutdown();
        }
    }

    static void flush(TestRedis redis) {
        RedisClient client = RedisClient.create(redis.url());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            connection.sync().flushall();
        } finally {
            client.shutdown();
        }
    }
}
