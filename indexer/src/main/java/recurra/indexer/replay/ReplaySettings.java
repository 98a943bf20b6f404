package recurra.indexer.replay;

import java.time.Duration;
import java.util.Map;

/**
 * How the log is read again.
 *
 * @param consumer properties of a Kafka consumer without group
 * @param admin properties of a Kafka administrator
 * @param partitions how many partitions are read at the same time
 * @param retryWait the wait before a batch is tried a second time; it doubles each time
 * @param longestRetryWait the longest that it becomes
 */
public record ReplaySettings(
        Map<String, Object> consumer,
        Map<String, Object> admin,
        int partitions,
        Duration retryWait,
        Duration longestRetryWait) {
    public ReplaySettings {
        consumer = Map.copyOf(consumer);
        admin = Map.copyOf(admin);
    }
}
