package recurra.gateway.provider.timeout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearnedTimeoutsTest {
    private static final Duration CAP = Duration.ofMinutes(5);

    @TempDir private Path folder;

    @Test
    void whatWasLearnedOutlivesARestart() throws IOException {
        learn();

        try (LearnedTimeouts timeouts = open()) {
            assertThat(firstToken(timeouts, "m")).isEqualTo(Duration.ofSeconds(3));
            assertThat(firstToken(timeouts, "another")).isEqualTo(CAP);
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{\"version\":2,\"timeouts\":[]}",
                "{\"version\":1,\"timeouts\":[{\"provider\":\"p\",\"model\":\"m\"}]}",
                "{\"version\":1,\"timeouts\":[{\"provider\":\"p\",\"model\":\"m\",\"silence\":[],"
                        + "\"firstToken\":[{\"size\":99,\"samples\":{\"newest\":\"2026-01-01T00:00:00Z\",\"micros\":[1]}}]}]}"
            })
    void whatCannotBeReadIsLearnedAnew(String content) throws IOException {
        Files.writeString(folder.resolve("provider-timeouts.json"), content);

        try (LearnedTimeouts timeouts = open()) {
            assertThat(firstToken(timeouts, "m")).isEqualTo(CAP);
        }
        learn();
        try (LearnedTimeouts timeouts = open()) {
            assertThat(firstToken(timeouts, "m")).isEqualTo(Duration.ofSeconds(3));
        }
    }

    @Test
    void onlyTheModelsThatWereAskedLastAreKnown() {
        learn();
        try (LearnedTimeouts timeouts = open()) {
            for (int i = 0; i < 1_000; i++) {
                timeouts.of("p", "m" + i);
            }
            assertThat(firstToken(timeouts, "m")).isEqualTo(CAP);
        }
    }

    private void learn() {
        try (LearnedTimeouts timeouts = open()) {
            for (int i = 0; i < Samples.ENOUGH; i++) {
                timeouts.of("p", "m").firstToken().observed(1, Duration.ofSeconds(1));
            }
        }
    }

    private LearnedTimeouts open() {
        return LearnedTimeouts.in(folder, Clock.systemUTC());
    }

    private static Duration firstToken(LearnedTimeouts timeouts, String model) {
        return timeouts.of("p", model).firstToken().timeout(1, 3, Duration.ZERO, CAP);
    }
}
