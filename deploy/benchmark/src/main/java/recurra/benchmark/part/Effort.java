package recurra.benchmark.part;

import java.time.Duration;

/**
 * How long a run measures.
 *
 * @param rounds of everything that is compared
 * @param load of one target in one round
 * @param warmUp of one target before the first round
 * @param mixedLoad for the memory over time
 * @param streams at once
 * @param rebuilt entries that are rebuilt from the log
 * @param embedded entries that the embedder has to make fingerprints of
 * @param million whether the template tier is measured with a million entries, too
 */
public record Effort(
        boolean quick,
        int rounds,
        Duration load,
        Duration warmUp,
        Duration mixedLoad,
        int streams,
        int rebuilt,
        int embedded,
        boolean million) {
    public static final Effort FULL =
            new Effort(
                    false,
                    3,
                    Duration.ofSeconds(4),
                    Duration.ofSeconds(8),
                    Duration.ofMinutes(20),
                    1_000,
                    100_000,
                    5_000,
                    false);

    /** Shows in a few minutes that everything works; its figures are for nothing else. */
    public static final Effort QUICK =
            new Effort(
                    true,
                    2,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(20),
                    200,
                    2_000,
                    300,
                    false);

    /** The time that the rounds of so many targets take, warmed up, with so much besides. */
    Duration of(int targets, Duration besides) {
        return load.multipliedBy((long) rounds * targets)
                .plus(warmUp.multipliedBy(targets))
                .plus(besides);
    }
}
