package recurra.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The operating system: its name, its programs, and running one of them to its end. */
final class SystemTools {
    private static final long LIMIT_SECONDS = 120;

    private SystemTools() {}

    static boolean isLinux() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("linux");
    }

    static boolean isRoot() {
        return Objects.equals(System.getProperty("user.name"), "root");
    }

    /** Whether the search path has a program of this name. */
    static boolean exists(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .filter(folder -> !folder.isEmpty())
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /**
     * Runs a program to its end and returns what it wrote.
     *
     * @throws EmbeddedServerException with what it wrote when it fails or takes over two minutes
     */
    static String run(List<String> command) {
        try {
            Path output = Files.createTempFile("recurra", ".out");
            try {
                Process process =
                        new ProcessBuilder(command)
                                .redirectErrorStream(true)
                                .redirectOutput(output.toFile())
                                .start();
                process.getOutputStream().close();
                boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
                if (!ended) {
                    process.destroyForcibly();
                }
                String text = Files.readString(output, StandardCharsets.ISO_8859_1);
                if (!ended || process.exitValue() != 0) {
                    throw new EmbeddedServerException(
                            "\"%s\" %s:%n%s"
                                    .formatted(
                                            String.join(" ", command),
                                            ended
                                                    ? "ended with " + process.exitValue()
                                                    : "took too long",
                                            text.strip()));
                }
                return text;
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new EmbeddedServerException(
                    "\"%s\" cannot be run: %s".formatted(command.getFirst(), e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedServerException("Interrupted while a program ran", e);
        }
    }
}
