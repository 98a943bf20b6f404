package recurra.schemas;

import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import recurra.events.EntryInvalidated;
import recurra.events.FingerprintComputed;
import recurra.events.InteractionCompleted;
import recurra.events.RequestServed;

/**
 * Turns events into the bytes of Kafka records and back. Safe for threads.
 *
 * <p>There are two wire formats. With a schema registry it is Confluent's: a zero byte, a four-byte
 * schema id, the Avro data. Without one it is Avro's single-object encoding: {@code C3 01}, the
 * eight-byte fingerprint of the schema, the Avro data. A reader tells them apart by the first
 * bytes, so that both may stand in one topic; it reads every schema that was ever released into the
 * newest classes.
 */
public final class EventCodec implements AutoCloseable {
    private static final Map<String, List<Class<? extends SpecificRecord>>> EVENTS_OF_TOPIC =
            Map.of(
                    Topics.INTERACTIONS, List.of(InteractionCompleted.class),
                    Topics.FINGERPRINTS, List.of(FingerprintComputed.class),
                    Topics.CURATION, List.of(EntryInvalidated.class),
                    Topics.REQUESTS, List.of(RequestServed.class));

    private final WireFormat writing;
    private final List<WireFormat> reading;

    private EventCodec(WireFormat writing, List<WireFormat> reading) {
        this.writing = writing;
        this.reading = reading;
    }

    /** Writes the single-object encoding, with the schemas on the class path. */
    public static EventCodec classpath() {
        WireFormat singleObject = new SingleObjectFormat(SchemaHistory.released());
        return new EventCodec(singleObject, List.of(singleObject));
    }

    /** Writes Confluent's wire format; reads both. */
    public static EventCodec registry(RegistrySettings settings) {
        WireFormat confluent = new RegistryFormat(settings);
        return new EventCodec(
                confluent, List.of(confluent, new SingleObjectFormat(SchemaHistory.released())));
    }

    /** As the properties of a Kafka client say, see {@link RegistrySettings#of}. */
    public static EventCodec of(Map<String, ?> clientProperties) {
        return RegistrySettings.of(clientProperties)
                .map(EventCodec::registry)
                .orElseGet(EventCodec::classpath);
    }

    /**
     * The event as the value of a record of the topic.
     *
     * @throws IllegalArgumentException when the topic does not carry such events
     * @throws RegistryUnavailableException when the registry is needed and does not answer
     */
    public byte[] encode(String topic, SpecificRecord event) {
        if (!belongs(topic, event)) {
            throw new IllegalArgumentException(
                    "Topic " + topic + " does not carry " + event.getClass().getSimpleName());
        }
        return writing.encode(topic, event);
    }

    /**
     * The event that the value of a record of the topic holds.
     *
     * @throws UnreadableEventException when no retry can make the record readable
     * @throws RegistryUnavailableException when the registry is needed and does not answer
     */
    public SpecificRecord decode(String topic, byte[] data) throws UnreadableEventException {
        for (WireFormat format : reading) {
            if (format.recognizes(data)) {
                SpecificRecord event = format.decode(topic, data);
                if (!belongs(topic, event)) {
                    throw new UnreadableEventException(
                            UnreadableEventException.Reason.UNEXPECTED_EVENT,
                            "Topic "
                                    + topic
                                    + " does not carry "
                                    + event.getClass().getSimpleName());
                }
                return event;
            }
        }
        throw new UnreadableEventException(
                UnreadableEventException.Reason.UNKNOWN_FORMAT,
                "The record starts with the marker of no wire format that can be read here");
    }

    @Override
    public void close() {
        writing.close();
    }

    /** Topics that are not Recurra's own carry any event. */
    private static boolean belongs(String topic, SpecificRecord event) {
        List<Class<? extends SpecificRecord>> carried = EVENTS_OF_TOPIC.get(topic);
        return carried == null || carried.contains(event.getClass());
    }

    /** The classes of all events, in their newest form. */
    static List<Class<? extends SpecificRecord>> events() {
        return EVENTS_OF_TOPIC.values().stream()
                .<Class<? extends SpecificRecord>>flatMap(List::stream)
                .distinct()
                .toList();
    }
}
