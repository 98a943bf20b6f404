package recurra.schemas;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Makes the topics that are missing. Topics that exist are left as they are: whoever runs the
 * cluster decides.
 */
public final class TopicProvisioner {
    private static final Duration KEPT = Duration.ofMillis(-1);
    private static final long TIMEOUT_SECONDS = 30;

    /** What the headers of a dead letter may add to the record that they explain. */
    private static final int DEAD_LETTER_HEADERS_BYTES = 64 * 1024;

    private TopicProvisioner() {}

    /**
     * Returns once all topics and their dead-letter topics exist.
     *
     * @throws ExecutionException when the cluster refuses
     * @throws TimeoutException when it does not answer within 30 seconds
     */
    public static void ensure(Admin admin, TopicSettings settings)
            throws ExecutionException, InterruptedException, TimeoutException {
        Set<String> existing = admin.listTopics().names().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        List<NewTopic> missing =
                Topics.ALL.stream()
                        .flatMap(topic -> withDeadLetters(topic, settings))
                        .filter(topic -> !existing.contains(topic.name()))
                        .toList();
        for (KafkaFuture<Void> created : admin.createTopics(missing).values().values()) {
            try {
                created.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                // Another service that starts at the same time made it.
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    private static Stream<NewTopic> withDeadLetters(String topic, TopicSettings settings) {
        Duration retention = topic.equals(Topics.REQUESTS) ? settings.requestsRetention() : KEPT;
        return Stream.of(
                topic(topic, settings, retention, Topics.MAX_RECORD_BYTES),
                topic(
                        Topics.deadLetters(topic),
                        settings,
                        KEPT,
                        Topics.MAX_RECORD_BYTES + DEAD_LETTER_HEADERS_BYTES));
    }

    private static NewTopic topic(
            String name, TopicSettings settings, Duration retention, int maxRecordBytes) {
        return new NewTopic(name, settings.partitions(), settings.replicationFactor())
                .configs(
                        Map.of(
                                TopicConfig.CLEANUP_POLICY_CONFIG,
                                TopicConfig.CLEANUP_POLICY_DELETE,
                                TopicConfig.RETENTION_MS_CONFIG,
                                Long.toString(retention.toMillis()),
                                TopicConfig.RETENTION_BYTES_CONFIG,
                                "-1",
                                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                                Integer.toString(maxRecordBytes)));
    }
}
