package recurra.indexer.consume;

import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.Metric;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

/**
 * How far behind a container is: Kafka's own count of each partition held, as of its last fetch.
 */
final class ConsumerLag {
    private static final String METRIC = "records-lag";

    private ConsumerLag() {}

    /** Records of the topic that are not read yet. */
    static double of(ConcurrentMessageListenerContainer<?, ?> container, String topic) {
        return container.metrics().values().stream()
                .flatMap(metrics -> metrics.values().stream())
                .filter(metric -> metric.metricName().name().equals(METRIC))
                .filter(metric -> isOf(metric, topic))
                // Kafka may report a partition twice, once with its topic's name rewritten.
                .collect(
                        Collectors.toMap(
                                metric ->
                                        String.valueOf(metric.metricName().tags().get("partition")),
                                ConsumerLag::value,
                                Math::max))
                .values()
                .stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    private static boolean isOf(Metric metric, String topic) {
        Map<String, String> tags = metric.metricName().tags();
        return topic.replace('.', '_').equals(String.valueOf(tags.get("topic")).replace('.', '_'));
    }

    private static double value(Metric metric) {
        double value = ((Number) metric.metricValue()).doubleValue();
        return Double.isNaN(value) ? 0 : value;
    }
}
