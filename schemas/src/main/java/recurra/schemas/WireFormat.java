package recurra.schemas;

import org.apache.avro.specific.SpecificRecord;

/** How an event and the name of its schema stand in a record's value. Safe for threads. */
interface WireFormat extends AutoCloseable {
    /** Whether the value starts as this format's values do. */
    boolean recognizes(byte[] data);

    byte[] encode(String topic, SpecificRecord event);

    SpecificRecord decode(String topic, byte[] data) throws UnreadableEventException;

    @Override
    void close();
}
