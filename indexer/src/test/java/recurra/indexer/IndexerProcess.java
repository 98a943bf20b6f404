package recurra.indexer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An indexer in a JVM of its own, which can be killed. */
final class IndexerProcess implements AutoCloseable {
    private final Process process;

    private IndexerProcess(Process process) {
        this.process = process;
    }

    /** Starts it without waiting until it is ready. Its output is in {@code target}. */
    static IndexerProcess start(String name, List<String> arguments) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "--add-modules=jdk.incubator.vector",
                                "-cp",
                                classPath(),
                                IndexerApplication.class.getName()));
        command.addAll(arguments);
        command.add("--recurra.kafka.concurrency=1");
        return new IndexerProcess(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(Path.of("target", "indexer-" + name + ".log").toFile())
                        .start());
    }

    /** Ends it at once, as SIGKILL does. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("The process survived SIGKILL");
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    /** The tests' own, which failsafe hides behind a manifest. */
    private static String classPath() {
        return System.getProperty(
                "surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
