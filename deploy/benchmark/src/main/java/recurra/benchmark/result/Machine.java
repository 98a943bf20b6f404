package recurra.benchmark.result;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import recurra.benchmark.process.JavaProgram;
import recurra.benchmark.process.Program;

/**
 * What a run was done on, and with.
 *
 * @param loadBefore processes that ran or waited for a processor in the minute before the run: what
 *     others did on the machine
 * @param tools the load generators with their versions
 */
public record Machine(
        String processor,
        int cores,
        long memoryMib,
        String system,
        String java,
        List<String> javaFlags,
        String commit,
        String started,
        double loadBefore,
        List<String> tools) {
    private static final Duration GIT = Duration.ofSeconds(10);

    public Machine {
        javaFlags = List.copyOf(javaFlags);
        tools = List.copyOf(tools);
    }

    /**
     * This machine, now.
     *
     * @param root the clone that is measured
     */
    public static Machine here(Path root, List<String> tools) {
        return new Machine(
                line("/proc/cpuinfo", "model name").orElse(System.getProperty("os.arch", "")),
                Runtime.getRuntime().availableProcessors(),
                line("/proc/meminfo", "MemTotal")
                                .map(text -> Long.parseLong(text.replaceAll("\\D", "")))
                                .orElse(0L)
                        / 1024,
                line("/etc/os-release", "PRETTY_NAME").orElse("").replace("\"", "")
                        + ", "
                        + System.getProperty("os.name")
                        + " "
                        + System.getProperty("os.version"),
                System.getProperty("java.vm.name") + " " + Runtime.version(),
                JavaProgram.FLAGS,
                commit(root),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                tools);
    }

    private static Optional<String> line(String file, String name) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line ->
                            line.substring(name.length()).replaceFirst("^\\s*[:=]", "").strip())
                    .findFirst();
        } catch (IOException e) {
            // Not Linux, or a container that hides it: the page says what is known.
            return Optional.empty();
        }
    }

    private static String commit(Path root) {
        return Program.find("git")
                .map(git -> {
                    String commit = git.output(root, List.of("rev-parse", "HEAD"), GIT).strip();
                    String changes =
                            git.output(root, List.of("status", "--porcelain", "-uno"), GIT).strip();
                    return commit + (changes.isEmpty() ? "" : ", with changes");
                })
                .orElse("unknown");
    }
}
