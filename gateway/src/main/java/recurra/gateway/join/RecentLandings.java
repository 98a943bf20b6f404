package recurra.gateway.join;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which flights have just ended. A request that looked for an answer before one ended, and for its
 * flight after, would otherwise find neither. Safe for threads.
 */
final class RecentLandings {
    /** Longer than any request looks for an answer. */
    private static final Duration MEMORY = Duration.ofSeconds(10);

    private static final int MOST = 10_000;

    /** Oldest first. */
    private final Map<FlightKey, Long> landedNanos = new LinkedHashMap<>();

    synchronized void note(FlightKey key) {
        long now = System.nanoTime();
        Iterator<Long> oldest = landedNanos.values().iterator();
        while (oldest.hasNext()
                && (now - oldest.next() > MEMORY.toNanos() || landedNanos.size() >= MOST)) {
            oldest.remove();
        }
        landedNanos.remove(key);
        landedNanos.put(key, now);
    }

    synchronized boolean hasLandedSince(FlightKey key, long sinceNanos) {
        Long landed = landedNanos.get(key);
        return landed != null && landed - sinceNanos >= 0;
    }
}
