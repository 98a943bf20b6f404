package recurra.schemas;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A record that could not be read or processed: as it came, with what was wrong in headers. */
public final class DeadLetter {
    /** The reason's code, such as {@code truncated}; then, where there is more to say, a text. */
    public static final String REASON = "recurra-reason";

    /** Who could not process the record. */
    public static final String CONSUMER = "recurra-consumer";

    /** Where the record was. */
    public static final String TOPIC = "recurra-topic";

    public static final String PARTITION = "recurra-partition";
    public static final String OFFSET = "recurra-offset";

    private static final int MAX_REASON_CHARACTERS = 500;

    private DeadLetter() {}

    /**
     * The record for the dead-letter topic.
     *
     * @param reason without content of the record; cut after 500 characters
     */
    public static ProducerRecord<byte[], byte[]> of(
            ConsumerRecord<byte[], byte[]> record, String consumer, String reason) {
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(
                        Topics.deadLetters(record.topic()),
                        null,
                        record.key(),
                        record.value(),
                        record.headers());
        letter.headers()
                .add(
                        REASON,
                        bytes(
                                reason.substring(
                                        0, Math.min(reason.length(), MAX_REASON_CHARACTERS))))
                .add(CONSUMER, bytes(consumer))
                .add(TOPIC, bytes(record.topic()))
                .add(PARTITION, bytes(Integer.toString(record.partition())))
                .add(OFFSET, bytes(Long.toString(record.offset())));
        return letter;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
