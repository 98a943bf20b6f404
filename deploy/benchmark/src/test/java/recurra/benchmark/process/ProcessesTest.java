package recurra.benchmark.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessesTest {
    @TempDir private Path folder;

    @Test
    void whatWasStartedIsEnded() {
        Processes processes = new Processes(folder);
        ChildProcess first = processes.start("first", List.of("sleep", "60"), Map.of());
        ChildProcess second = processes.start("second", List.of("sleep", "60"), Map.of());

        processes.close();

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> {
                    assertThat(isAlive(first.pid())).isFalse();
                    assertThat(isAlive(second.pid())).isFalse();
                });
    }

    @Test
    void nothingIsStartedAfterTheEnd() {
        Processes processes = new Processes(folder);
        processes.close();

        assertThatExceptionOfType(ProgramException.class)
                .isThrownBy(() -> processes.start("late", List.of("sleep", "60"), Map.of()));
    }

    @Test
    void aServerThatEndsAtItsStartSaysWhy() {
        try (Processes processes = new Processes(folder)) {
            ChildProcess child =
                    processes.start(
                            "broken",
                            List.of("sh", "-c", "echo the port is taken; exit 3"),
                            Map.of());

            assertThatExceptionOfType(ProgramException.class)
                    .isThrownBy(
                            () -> child.awaitAnswer("http://127.0.0.1:1/", Duration.ofMillis(10)))
                    .withMessageContaining("broken ended at its start")
                    .withMessageContaining("the port is taken");
        }
    }

    @Test
    void aProgramThatDoesNotEndIsEnded() {
        Program sleep = Program.find("sleep").orElseThrow();

        assertThatExceptionOfType(ProgramException.class)
                .isThrownBy(() -> sleep.output(List.of("60"), Duration.ofMillis(100)))
                .withMessageContaining("did not end");
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}
