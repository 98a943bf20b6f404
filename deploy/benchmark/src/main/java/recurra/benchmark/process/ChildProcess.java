package recurra.benchmark.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server that a run has started. Closing it ends it, by force when it does not follow. */
public final class ChildProcess implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(120);
    private static final Duration STOP = Duration.ofSeconds(120);
    private static final Duration ONE_PROBE = Duration.ofSeconds(5);
    private static final int SHOWN_LINES = 15;

    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(1))
                    .build();

    private final String name;
    private final Process process;
    private final Path log;
    private final long startNanos;

    ChildProcess(String name, Process process, Path log, long startNanos) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.startNanos = startNanos;
    }

    public long pid() {
        return process.pid();
    }

    /** Everything that it has printed. */
    public String printed() {
        try {
            return Files.readString(log, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new ProgramException("The log of " + name + " cannot be read", e);
        }
    }

    /**
     * Waits until it answers at the address with status 200.
     *
     * @return how long that was from its start on
     * @throws ProgramException when it ends, or does not answer in time
     */
    public Duration awaitAnswer(String url, Duration pause) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url)).timeout(ONE_PROBE).GET().build();
        return await(
                pause,
                () -> {
                    try {
                        return HTTP.send(request, HttpResponse.BodyHandlers.discarding())
                                        .statusCode()
                                == 200;
                    } catch (IOException notYet) {
                        return false;
                    }
                });
    }

    /** Waits until it has printed the text. */
    public void awaitPrinted(String text) {
        await(Duration.ofMillis(50), () -> printed().contains(text));
    }

    private interface Probe {
        boolean isThere() throws InterruptedException;
    }

    private Duration await(Duration pause, Probe probe) {
        long deadline = startNanos + READY.toNanos();
        try {
            while (!probe.isThere()) {
                if (!process.isAlive()) {
                    throw new ProgramException(name + " ended at its start:\n" + endOfLog());
                }
                if (System.nanoTime() > deadline) {
                    throw new ProgramException(
                            "%s did not answer within %d s:%n%s"
                                    .formatted(name, READY.toSeconds(), endOfLog()));
                }
                Thread.sleep(pause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProgramException("Interrupted while " + name + " started", e);
        }
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    private String endOfLog() {
        List<String> lines = printed().lines().toList();
        return String.join(
                "\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
    }

    /** Ends it at once, without a chance to end in order. */
    public void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            if (process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                children.forEach(ProcessHandle::destroy);
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        children.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
