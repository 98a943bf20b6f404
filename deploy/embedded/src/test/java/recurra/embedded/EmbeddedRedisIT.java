package recurra.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRedisIT {
    private static final long MEMORY = 16 << 20;

    @TempDir private Path folder;

    @Test
    void dataSurviveARestartOnTheSamePort() {
        int port;
        try (EmbeddedRedis redis = start(folder, 0)) {
            port = redis.port();
            with(redis.url(), commands -> commands.set("key", "value"));
        }
        try (EmbeddedRedis again = start(folder, port)) {
            assertThat(again.port()).isEqualTo(port);
            with(again.url(), commands -> assertThat(commands.get("key")).isEqualTo("value"));
        }
    }

    @Test
    void aPasswordIsAskedFor() {
        try (EmbeddedRedis redis = start(folder, 0)) {
            assertThatThrownBy(
                            () -> with("redis://127.0.0.1:" + redis.port(), RedisCommands::dbsize))
                    .hasStackTraceContaining("NOAUTH");
        }
    }

    @Test
    void keysThatExpireMakeRoomForNewOnes() {
        try (EmbeddedRedis redis = start(folder, 0)) {
            with(
                    redis.url(),
                    commands -> {
                        String megabyte = "x".repeat(1 << 20);
                        for (int key = 0; key < 40; key++) {
                            commands.setex("key-" + key, 3600, megabyte);
                        }
                        assertThat(commands.dbsize()).isBetween(4L, 16L);
                    });
        }
    }

    @Test
    void aFrozenServerAnswersNothingUntilItIsThawed() {
        try (EmbeddedRedis redis = start(folder, 0)) {
            with(
                    redis.url(),
                    commands -> {
                        redis.freeze();
                        commands.setTimeout(Duration.ofMillis(300));
                        assertThatThrownBy(commands::ping)
                                .isInstanceOf(RedisCommandTimeoutException.class);
                        redis.thaw();
                        commands.setTimeout(Duration.ofSeconds(10));
                        assertThat(commands.ping()).isEqualTo("PONG");
                    });
        }
    }

    @Test
    void aFrozenServerCanBeClosedAndKeepsItsData() {
        EmbeddedRedis redis = start(folder, 0);
        with(redis.url(), commands -> commands.set("key", "value"));
        redis.freeze();
        redis.close();
        try (EmbeddedRedis again = start(folder, redis.port())) {
            with(again.url(), commands -> assertThat(commands.get("key")).isEqualTo("value"));
        }
    }

    @Test
    void aFolderBelongsToOneServer() {
        try (EmbeddedRedis redis = start(folder, 0)) {
            assertThat(redis.port()).isPositive();
            assertThatThrownBy(() -> start(folder, 0))
                    .isInstanceOf(EmbeddedServerException.class)
                    .hasMessageContaining(folder + " is in use by another Redis");
        }
    }

    @Test
    void aServerThatAKilledRunLeftBehindIsEnded(@TempDir Path folderOfTheKilledRun)
            throws Exception {
        EmbeddedRedis leftover = start(folderOfTheKilledRun, 0);
        // What the next run finds: the id of a process that still runs and has the port.
        Files.copy(folderOfTheKilledRun.resolve("pid"), folder.resolve("pid"));
        try (EmbeddedRedis redis = start(folder, leftover.port())) {
            with(redis.url(), commands -> assertThat(commands.ping()).isEqualTo("PONG"));
        }
        leftover.close();
    }

    @Test
    void aStartThatFailsShowsTheServersOwnWords() throws Exception {
        Files.createDirectory(folder.resolve("appendonly.aof"));
        assertThatThrownBy(() -> start(folder, 0))
                .isInstanceOf(EmbeddedServerException.class)
                .hasMessageContaining("Redis ended at its start")
                .hasMessageContaining("append");
    }

    private static EmbeddedRedis start(Path folder, int port) {
        return EmbeddedRedis.start(new EmbeddedRedis.Config(folder, port, MEMORY));
    }

    private static void with(String url, Consumer<RedisCommands<String, String>> use) {
        try (RedisClient client = RedisClient.create(RedisURI.create(url));
                StatefulRedisConnection<String, String> connection = client.connect()) {
            use.accept(connection.sync());
        }
    }
}
