package recurra.embedder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An embedder in a JVM of its own, which can be killed. */
public final class EmbedderProcess implements AutoCloseable {
    private final Process process;

    private EmbedderProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts it without waiting until it is ready. Its output is in {@code target}.
     *
     * @param arguments {@code --property=value}
     */
    public static EmbedderProcess start(String name, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                // The tests' own, which failsafe hides behind a manifest.
                                System.getProperty(
                                        "surefire.test.class.path",
                                        System.getProperty("java.class.path")),
                                EmbedderApplication.class.getName(),
                                "--server.port=0"));
        command.addAll(List.of(arguments));
        return new EmbedderProcess(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(Path.of("target", "embedder-" + name + ".log").toFile())
                        .start());
    }

    /** Ends it at once, as SIGKILL does. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("The process survived SIGKILL");
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
