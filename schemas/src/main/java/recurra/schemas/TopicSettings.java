package recurra.schemas;

import java.time.Duration;

/**
 * How topics are made where they are missing.
 *
 * @param partitions of each topic: the most consumers of one group that can share it
 * @param replicationFactor copies of each partition, at most the number of brokers
 * @param requestsRetention how long {@link Topics#REQUESTS} keeps what was served; the other topics
 *     keep everything
 */
public record TopicSettings(int partitions, short replicationFactor, Duration requestsRetention) {
    /** 6 partitions, one copy, thirty days. */
    public static final TopicSettings DEFAULTS =
            new TopicSettings(6, (short) 1, Duration.ofDays(30));

    public TopicSettings {
        if (partitions < 1 || replicationFactor < 1 || !requestsRetention.isPositive()) {
            throw new IllegalArgumentException(
                    "Partitions, replication factor and retention of topics must be positive");
        }
    }
}
