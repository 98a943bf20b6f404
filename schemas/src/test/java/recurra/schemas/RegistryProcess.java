package recurra.schemas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An Apicurio Registry in a JVM of its own, with its data in memory, on a free loopback port. */
final class RegistryProcess implements AutoCloseable {
    private static final Path HOME = Path.of("target/registry");
    private static final Path LOG = Path.of("target/registry.log");
    private static final Pattern LISTENING =
            Pattern.compile("started in .*Listening on: (http://127\\.0\\.0\\.1:\\d+)");
    private static final Duration LONGEST_START = Duration.ofSeconds(90);

    private final Process process;
    private final String address;

    private RegistryProcess(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    static RegistryProcess start() throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-Xmx384m",
                                        "-XX:TieredStopAtLevel=1",
                                        "-Dquarkus.http.host=127.0.0.1",
                                        "-Dquarkus.http.port=0",
                                        "-Dquarkus.management.host=127.0.0.1",
                                        "-Dquarkus.management.port=0",
                                        "-jar",
                                        HOME.resolve("quarkus-run.jar").toString()))
                        .redirectErrorStream(true)
                        .redirectOutput(LOG.toFile())
                        .start();
        Instant deadline = Instant.now().plus(LONGEST_START);
        while (process.isAlive() && Instant.now().isBefore(deadline)) {
            Optional<String> address = address();
            if (address.isPresent()) {
                return new RegistryProcess(process, address.get());
            }
            process.waitFor(100, TimeUnit.MILLISECONDS);
        }
        process.destroyForcibly();
        throw new IllegalStateException("The registry did not start, see " + LOG.toAbsolutePath());
    }

    /** The registry's own interface. */
    String url() {
        return address + "/apis/registry/v3";
    }

    /** The interface that Confluent's clients know. */
    String confluentUrl() {
        return address + "/apis/ccompat/v7";
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static Optional<String> address() throws IOException {
        Matcher started = LISTENING.matcher(Files.readString(LOG));
        return started.find() ? Optional.of(started.group(1)) : Optional.empty();
    }
}
