package recurra.indexer.replay;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;

/** Starts replays, at most one at a time in all processes. Safe for threads. */
public final class Replay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);

    private static final Duration SHUTDOWN = Duration.ofSeconds(15);

    private final DataSource dataSource;
    private final ReplaySettings settings;
    private final ReplayTargets targets;
    private final Clock clock;
    private @Nullable ReplayRun newest;

    public Replay(
            DataSource dataSource,
            ReplaySettings settings,
            ReplayTargets targets,
            Clock clock,
            MeterRegistry meters) {
        this.dataSource = dataSource;
        this.settings = settings;
        this.targets = targets;
        this.clock = clock;
        Gauge.builder("recurra.replay.running", this, Replay::running)
                .description("Whether a replay is running")
                .register(meters);
        Gauge.builder("recurra.replay.events", this, replay -> replay.status().events())
                .description("Records that the newest replay has applied")
                .register(meters);
        Gauge.builder("recurra.replay.total", this, replay -> replay.status().total())
                .description("Records that the log had when the newest replay began")
                .register(meters);
    }

    /**
     * Starts a replay in the background.
     *
     * @return its status; empty when one is running, here or in another process
     * @throws org.springframework.dao.DataAccessException when the database cannot be asked
     */
    public synchronized Optional<ReplayStatus> start() {
        if (newest != null && newest.isRunning()) {
            return Optional.empty();
        }
        Optional<ReplayLock> lock;
        try {
            lock = ReplayLock.take(dataSource);
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException("The lock of the replay", e);
        }
        return lock.map(held -> {
            ReplayRun run = new ReplayRun(settings, targets, clock);
            newest = run;
            Thread.ofVirtual().name("recurra-replay").start(() -> execute(run, held));
            return run.status();
        });
    }

    /** The newest replay of this process. */
    public synchronized ReplayStatus status() {
        return newest == null ? ReplayStatus.IDLE : newest.status();
    }

    /** Ends the replay of this process, if one is running, after the batches in hand. */
    public synchronized ReplayStatus cancel() {
        if (newest != null) {
            newest.cancel();
        }
        return status();
    }

    /** Ends the replay with the process; what is derived stays incomplete. */
    @Override
    public void close() throws InterruptedException {
        ReplayRun run;
        synchronized (this) {
            run = newest;
        }
        if (run != null && run.isRunning()) {
            run.cancel();
            run.awaitEnd(SHUTDOWN);
        }
    }

    private static void execute(ReplayRun run, ReplayLock lock) {
        run.execute(lock);
        LOG.atInfo().addKeyValue("status", run.status()).log("Replay ended");
    }

    private double running() {
        return status().state() == ReplayStatus.State.RUNNING ? 1 : 0;
    }
}
