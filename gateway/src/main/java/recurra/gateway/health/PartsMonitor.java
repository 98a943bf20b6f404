package recurra.gateway.health;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the gateway's parts every few seconds whether they are there, so that whoever asks the
 * gateway has the answer at once, also while a part is frozen. Safe for threads.
 */
public final class PartsMonitor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PartsMonitor.class);
    private static final Duration PERIOD = Duration.ofSeconds(2);

    private final Map<String, BooleanSupplier> probes;
    private final Thread thread;
    private volatile Map<String, Boolean> states = Map.of();

    /**
     * Begins to ask.
     *
     * @param probes by part; each ends within seconds whatever its part does
     */
    public PartsMonitor(Map<String, BooleanSupplier> probes) {
        this.probes = new LinkedHashMap<>(probes);
        this.thread = Thread.ofVirtual().name("parts-monitor").start(this::run);
    }

    /** Whether each part is there, as far as is known. */
    Map<String, Boolean> states() {
        return states;
    }

    private void run() {
        try {
            while (true) {
                Map<String, Boolean> now = new LinkedHashMap<>();
                probes.forEach((part, probe) -> now.put(part, isThere(part, probe)));
                states = now;
                TimeUnit.NANOSECONDS.sleep(PERIOD.toNanos());
            }
        } catch (InterruptedException e) {
            LOG.atDebug().log("The gateway stops");
        }
    }

    private static boolean isThere(String part, BooleanSupplier probe) {
        try {
            return probe.getAsBoolean();
        } catch (RuntimeException e) {
            LOG.atDebug().setCause(e).addKeyValue("part", part).log("A part is not there");
            return false;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
