package recurra.indexer.replay;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import recurra.schemas.Topics;

/**
 * A part of the log: the offsets of a partition.
 *
 * @param from the first
 * @param to the one after the last
 */
record LogRange(TopicPartition partition, long from, long to) {
    private static final long TIMEOUT_SECONDS = 30;

    /**
     * Everything that the log holds now; partitions without records are left out.
     *
     * @throws KafkaException when Kafka does not say
     */
    static List<LogRange> everything(Map<String, Object> adminProperties) {
        try (Admin admin = Admin.create(adminProperties)) {
            List<TopicPartition> partitions =
                    await(admin.describeTopics(Topics.ALL).allTopicNames()).values().stream()
                            .flatMap(topic -> partitions(topic).stream())
                            .toList();
            Map<TopicPartition, ListOffsetsResultInfo> first =
                    offsets(admin, partitions, OffsetSpec.earliest());
            Map<TopicPartition, ListOffsetsResultInfo> next =
                    offsets(admin, partitions, OffsetSpec.latest());
            return partitions.stream()
                    .map(partition ->
                            new LogRange(
                                    partition,
                                    Objects.requireNonNull(first.get(partition)).offset(),
                                    Objects.requireNonNull(next.get(partition)).offset()))
                    .filter(range -> range.length() > 0)
                    .toList();
        }
    }

    long length() {
        return to - from;
    }

    boolean isCuration() {
        return partition.topic().equals(Topics.CURATION);
    }

    private static List<TopicPartition> partitions(TopicDescription topic) {
        return topic.partitions().stream()
                .map(partition -> new TopicPartition(topic.name(), partition.partition()))
                .toList();
    }

    private static Map<TopicPartition, ListOffsetsResultInfo> offsets(
            Admin admin, List<TopicPartition> partitions, OffsetSpec which) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(partition -> wanted.put(partition, which));
        return await(admin.listOffsets(wanted).all());
    }

    private static <T> T await(KafkaFuture<T> answer) {
        try {
            return answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("Kafka does not say what the log holds", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
