package recurra.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server's process, its log file and its process id, all in the server's folder.
 *
 * <p>The process runs in a session of its own where the system can do that, so Ctrl-C in a terminal
 * reaches this program alone, which then ends its servers in order.
 */
final class ServerProcess {
    private static final Logger LOG = LoggerFactory.getLogger(ServerProcess.class);

    private static final Duration READY_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final Duration SIGNAL_LIMIT = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(20);
    // Start times are derived from the clock, which may have been set in between.
    private static final Duration SAME_START = Duration.ofSeconds(5);
    private static final int SHOWN_LOG_LINES = 15;

    private final String server;
    private final ProcessHandle process;
    private final String stopSignal;
    private final Path log;

    private ServerProcess(String server, ProcessHandle process, String stopSignal, Path log) {
        this.server = server;
        this.process = process;
        this.stopSignal = stopSignal;
        this.log = log;
    }

    /** Asks a server whether it answers. An exception means that it does not yet. */
    @FunctionalInterface
    interface Probe {
        boolean answers() throws Exception;
    }

    /**
     * Starts {@code command} and returns when {@code probe} says that it answers.
     *
     * @param stopSignal the signal that makes the server close its files and end
     * @throws EmbeddedServerException with the end of the server's log when it ends instead, or
     *     does not answer within two minutes
     */
    static ServerProcess start(
            String server,
            DataFolder folder,
            List<String> command,
            String stopSignal,
            Probe probe) {
        Path log = folder.resolve("log");
        try {
            Process started =
                    new ProcessBuilder(inOwnSession(command))
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            started.getOutputStream().close();
            ServerProcess process = new ServerProcess(server, started.toHandle(), stopSignal, log);
            folder.writePrivately(
                    folder.resolve("pid"),
                    started.pid() + " " + startMillis(started.toHandle()).orElse(0L));
            process.awaitReady(probe);
            return process;
        } catch (IOException e) {
            throw new EmbeddedServerException(
                    "%s cannot be started: %s".formatted(server, e.getMessage()), e);
        }
    }

    /** Ends the server, by force when it does not follow within twenty seconds. */
    void stop() {
        LOG.atDebug().addKeyValue("server", server).log("Stopping an embedded server");
        end(server, process, stopSignal);
    }

    void freeze() {
        signal("STOP", Stream.concat(Stream.of(process), process.descendants()).toList());
    }

    void thaw() {
        signal("CONT", Stream.concat(Stream.of(process), process.descendants()).toList());
    }

    private void awaitReady(Probe probe) {
        Instant deadline = Instant.now().plus(READY_LIMIT);
        while (true) {
            try {
                if (probe.answers()) {
                    return;
                }
            } catch (InterruptedException e) {
                throw interrupted(e);
            } catch (Exception notYet) {
                LOG.atTrace().addKeyValue("server", server).setCause(notYet).log("Not ready yet");
            }
            if (!process.isAlive()) {
                throw new EmbeddedServerException(
                        "%s ended at its start. The end of %s:%n%s"
                                .formatted(server, log, endOfLog()));
            }
            if (Instant.now().isAfter(deadline)) {
                stop();
                throw new EmbeddedServerException(
                        "%s did not answer within %d s. The end of %s:%n%s"
                                .formatted(server, READY_LIMIT.toSeconds(), log, endOfLog()));
            }
            pause();
        }
    }

    private void pause() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private EmbeddedServerException interrupted(InterruptedException cause) {
        stop();
        Thread.currentThread().interrupt();
        return new EmbeddedServerException("Interrupted while %s started".formatted(server), cause);
    }

    private String endOfLog() {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
            return String.join(
                    System.lineSeparator(),
                    lines.subList(Math.max(0, lines.size() - SHOWN_LOG_LINES), lines.size()));
        } catch (IOException e) {
            return "(cannot be read: " + e + ")";
        }
    }

    /**
     * Ends the server that an earlier run left in this folder: a run that is killed leaves its
     * servers behind, and two of them would write to the same files.
     */
    static void endLeftover(String server, DataFolder folder, String stopSignal)
            throws IOException {
        Path file = folder.resolve("pid");
        if (!Files.exists(file)) {
            return;
        }
        List<Long> pidAndStart =
                Arrays.stream(Files.readString(file).strip().split(" "))
                        .map(Long::valueOf)
                        .toList();
        Optional<ProcessHandle> leftover =
                ProcessHandle.of(pidAndStart.getFirst())
                        .filter(process -> startedAt(process, pidAndStart.getLast()));
        if (leftover.isPresent()) {
            LOG.atWarn()
                    .addKeyValue("server", server)
                    .addKeyValue("pid", leftover.get().pid())
                    .log("Ending a server that an earlier run left behind");
            end(server, leftover.get(), stopSignal);
        }
    }

    private static boolean startedAt(ProcessHandle process, long millis) {
        return startMillis(process)
                .filter(actual -> Math.abs(actual - millis) < SAME_START.toMillis())
                .isPresent();
    }

    private static Optional<Long> startMillis(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli);
    }

    private static void end(String server, ProcessHandle process, String stopSignal) {
        if (!process.isAlive()) {
            return;
        }
        List<ProcessHandle> children = process.descendants().toList();
        // A frozen process gets its signals only when it goes on.
        signal("CONT", Stream.concat(Stream.of(process), children.stream()).toList());
        signal(stopSignal, List.of(process));
        try {
            awaitEnd(process);
        } catch (TimeoutException e) {
            LOG.atWarn()
                    .addKeyValue("server", server)
                    .addKeyValue("limit", STOP_LIMIT)
                    .log("An embedded server did not stop in time and is killed");
            children.forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static void awaitEnd(ProcessHandle process) throws TimeoutException {
        CompletableFuture<ProcessHandle> end = process.onExit();
        try {
            end.get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedServerException("Interrupted while a server stopped", e);
        } catch (ExecutionException e) {
            throw new EmbeddedServerException("Cannot wait for a process", e);
        }
    }

    /** Sends by the shell's own {@code kill}: Java has no other signals than TERM and KILL. */
    private static void signal(String name, List<ProcessHandle> processes) {
        List<String> command =
                new ArrayList<>(
                        List.of("/bin/sh", "-c", "kill -s \"$@\" 2>/dev/null", "kill", name));
        processes.forEach(process -> command.add(Long.toString(process.pid())));
        try {
            Process kill = new ProcessBuilder(command).start();
            // Its exit code says whether a process had ended by itself; that is no failure here.
            if (!kill.waitFor(SIGNAL_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                kill.destroyForcibly();
                throw new EmbeddedServerException("kill -s %s hangs".formatted(name));
            }
        } catch (IOException e) {
            throw new EmbeddedServerException("/bin/sh cannot be run to stop a server", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedServerException("Interrupted while a signal was sent", e);
        }
    }

    private static List<String> inOwnSession(List<String> command) {
        if (!SystemTools.exists("setsid")) {
            return command;
        }
        return Stream.concat(Stream.of("setsid"), command.stream()).toList();
    }
}
