package recurra.gateway.publish;

import java.nio.file.Path;
import java.time.Duration;
import recurra.schemas.TopicSettings;

/**
 * How events get to Kafka.
 *
 * @param bootstrap {@code host:port}, several with commas between
 * @param schemaRegistryUrl empty for schemas on the class path
 * @param queue how many events may wait in memory
 * @param queueBytes how large those may be together
 * @param spoolFolder where events wait while Kafka is away
 * @param spoolBytes how large those may be together
 * @param deliveryTimeout after which an event that Kafka has not taken goes to disk
 * @param topics how topics are made that are missing
 */
public record PublishSettings(
        String bootstrap,
        String schemaRegistryUrl,
        int queue,
        long queueBytes,
        Path spoolFolder,
        long spoolBytes,
        Duration deliveryTimeout,
        TopicSettings topics) {}
