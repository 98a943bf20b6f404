package recurra.benchmark.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * The servers of a run. Safe for threads: the run may be ended from outside while it starts one.
 */
public final class Processes implements AutoCloseable {
    private final ConcurrentLinkedDeque<ChildProcess> running = new ConcurrentLinkedDeque<>();
    private final Path logs;
    private volatile boolean closed;

    /**
     * @param logs the folder for what the servers print, one file each
     */
    public Processes(Path logs) {
        this.logs = logs;
    }

    /**
     * Starts a server; it may not answer yet.
     *
     * @param name for its log and for messages
     * @param environment what is set for it; variables of Recurra that this process has are not
     *     passed on
     */
    public ChildProcess start(String name, List<String> command, Map<String, String> environment) {
        if (closed) {
            throw new ProgramException("The run is being ended");
        }
        try {
            Files.createDirectories(logs);
            Path log = logs.resolve(name + ".log");
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile());
            builder.environment().keySet().removeIf(variable -> variable.startsWith("RECURRA_"));
            builder.environment().putAll(environment);
            long now = System.nanoTime();
            ChildProcess child = new ChildProcess(name, builder.start(), log, now);
            running.push(child);
            if (closed) {
                child.close();
            }
            return child;
        } catch (IOException e) {
            throw new ProgramException(name + " cannot be started: " + e.getMessage(), e);
        }
    }

    /** Ends a server before the others. */
    public void end(ChildProcess child) {
        child.close();
        running.remove(child);
    }

    /** Ends all servers, the youngest first, and lets others be started after that. */
    public void endAll() {
        List<ChildProcess> all = new ArrayList<>(running);
        all.forEach(this::end);
    }

    @Override
    public void close() {
        closed = true;
        endAll();
    }
}
