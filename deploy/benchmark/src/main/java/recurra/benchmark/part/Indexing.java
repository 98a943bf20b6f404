package recurra.benchmark.part;

import java.time.Duration;
import recurra.benchmark.process.ProgramException;
import recurra.benchmark.system.Http;
import recurra.benchmark.system.Service;

/** Waits for the indexer. */
final class Indexing {
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** So long may pass without an entry. */
    private static final Duration STUCK = Duration.ofSeconds(60);

    private Indexing() {}

    /** How many events of a kind have taken effect. */
    static double indexed(Service indexer, String kind) {
        return Http.metric(indexer, "recurra_indexed_total", "kind=\"" + kind + "\"");
    }

    /**
     * Waits until so many fingerprints are indexed in all.
     *
     * @return how long it took
     */
    static Duration await(Service indexer, double fingerprints) {
        long began = System.nanoTime();
        long moved = began;
        double before = -1;
        while (true) {
            double now = indexed(indexer, "fingerprint");
            if (now >= fingerprints) {
                return Duration.ofNanos(System.nanoTime() - began);
            }
            if (now > before) {
                before = now;
                moved = System.nanoTime();
            } else if (System.nanoTime() - moved > STUCK.toNanos()) {
                throw new ProgramException(
                        "The index stopped at %,.0f of %,.0f entries".formatted(now, fingerprints));
            }
            pause(PAUSE);
        }
    }

    static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProgramException("Interrupted", e);
        }
    }
}
