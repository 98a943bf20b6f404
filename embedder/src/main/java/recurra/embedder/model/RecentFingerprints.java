package recurra.embedder.model;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Weigher;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import recurra.matching.Sha256;

/**
 * Fingerprints that a gateway has just asked for. A question that it finds no answer to comes by
 * the log a moment later, and need not be computed a second time. Safe for threads.
 *
 * <p>Each is given once, and only to the log: if clients had them, the time that an answer takes
 * would tell one tenant what another has asked. Texts are known by their digests. What comes too
 * late, or finds no room, is computed again.
 */
public final class RecentFingerprints {
    private static final long MOST_BYTES = 16 << 20;
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** About what an entry takes besides what it holds. */
    private static final int ENTRY_BYTES = 300;

    private final Cache<String, Fingerprint> byDigest =
            Caffeine.newBuilder()
                    .maximumWeight(MOST_BYTES)
                    .weigher(
                            (Weigher<String, Fingerprint>)
                                    (_, fingerprint) -> ENTRY_BYTES + fingerprint.bytes())
                    .expireAfterWrite(LONGEST)
                    .executor(Runnable::run)
                    .build();

    private final Counter reused;

    public RecentFingerprints(MeterRegistry meters) {
        reused =
                Counter.builder(ModelMetric.REUSED.meter())
                        .description("Texts of the log whose fingerprint a gateway had asked for")
                        .register(meters);
    }

    /** Keeps a fingerprint for the log. */
    public void put(String text, Fingerprint fingerprint) {
        byDigest.put(Sha256.hex(text), fingerprint);
    }

    /** The text's fingerprint, which is not kept any longer; empty where it is not here. */
    public Optional<Fingerprint> take(String text) {
        Optional<Fingerprint> found =
                Optional.ofNullable(byDigest.asMap().remove(Sha256.hex(text)));
        found.ifPresent(_ -> reused.increment());
        return found;
    }
}
