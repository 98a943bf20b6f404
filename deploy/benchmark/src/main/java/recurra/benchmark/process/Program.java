package recurra.benchmark.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program of this machine.
 *
 * @param environment what is set for it beside what this process has
 */
public record Program(Path file, Map<String, String> environment) {
    public Program {
        environment = Map.copyOf(environment);
    }

    public static Program of(Path file) {
        return new Program(file, Map.of());
    }

    /** The program of that name on the path. */
    public static Optional<Program> find(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .map(folder -> Path.of(folder).resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Program::of);
    }

    /** Runs it in the folder of this process, and returns what it printed. */
    public String output(List<String> arguments, Duration limit) {
        return output(Path.of("").toAbsolutePath(), arguments, limit);
    }

    /**
     * Runs it and returns what it printed, errors included; its exit status is not looked at.
     *
     * @throws ProgramException when it cannot be run or does not end in time
     */
    public String output(Path folder, List<String> arguments, Duration limit) {
        try {
            Path printed = Files.createTempFile("recurra-benchmark", ".out");
            try {
                Process process = start(folder, arguments, printed);
                await(process, limit);
                return Files.readString(printed, StandardCharsets.UTF_8);
            } finally {
                Files.delete(printed);
            }
        } catch (IOException e) {
            throw new ProgramException(file + " cannot be run: " + e.getMessage(), e);
        }
    }

    /**
     * Runs it to its end, with what it prints in a file.
     *
     * @throws ProgramException when it fails, cannot be run or does not end in time
     */
    public void run(Path folder, List<String> arguments, Path log, Duration limit) {
        try {
            int status = await(start(folder, arguments, log), limit);
            if (status != 0) {
                throw new ProgramException(
                        "%s failed with status %d; %s has what it said"
                                .formatted(file.getFileName(), status, log));
            }
        } catch (IOException e) {
            throw new ProgramException(file + " cannot be run: " + e.getMessage(), e);
        }
    }

    private Process start(Path folder, List<String> arguments, Path log) throws IOException {
        List<String> command = new ArrayList<>(List.of(file.toString()));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private int await(Process process, Duration limit) {
        Thread end = new Thread(() -> end(process), "end " + file.getFileName());
        hook(end, process);
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ProgramException(
                        file.getFileName() + " did not end within " + limit.toSeconds() + " s");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProgramException("Interrupted while " + file.getFileName() + " ran", e);
        } finally {
            end(process);
            unhook(end);
        }
    }

    private static void hook(Thread end, Process process) {
        try {
            Runtime.getRuntime().addShutdownHook(end);
        } catch (IllegalStateException e) {
            // This process is being ended already.
            end(process);
        }
    }

    private static void unhook(Thread end) {
        try {
            Runtime.getRuntime().removeShutdownHook(end);
        } catch (IllegalStateException e) {
            // This process is being ended, and the hook has run or will.
        }
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
