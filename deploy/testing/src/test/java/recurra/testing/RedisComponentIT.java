package recurra.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RedisComponentIT {
    @Test
    void aStoppedServerIsUnreachableAndKeepsItsData() {
        try (TestRedis redis = TestRedis.fresh();
                RedisClient client = RedisClient.create(redis.url())) {
            client.connect().sync().set("key", "value");
            redis.stop();
            assertThatThrownBy(client::connect).isInstanceOf(RedisConnectionException.class);
            redis.start();
            assertThat(client.connect().sync().get("key")).isEqualTo("value");
        }
    }

    @Test
    void aFrozenServerAnswersWhenItIsThawed() {
        try (TestRedis redis = TestRedis.fresh();
                RedisClient client = RedisClient.create(redis.url())) {
            RedisCommands<String, String> commands = client.connect().sync();
            redis.freeze();
            commands.setTimeout(Duration.ofMillis(300));
            assertThatThrownBy(commands::ping).isInstanceOf(RedisCommandTimeoutException.class);
            redis.thaw();
            commands.setTimeout(Duration.ofSeconds(10));
            assertThat(commands.ping()).isEqualTo("PONG");
        }
    }

    @Test
    void nobodyMayStopTheSharedServer() {
        assertThatThrownBy(TestRedis.shared()::freeze).isInstanceOf(IllegalStateException.class);
    }
}
