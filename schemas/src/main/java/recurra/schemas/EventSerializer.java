package recurra.schemas;

import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** {@link EventCodec} as a Kafka producer's value serializer. */
public final class EventSerializer implements Serializer<SpecificRecord> {
    private EventCodec codec;

    /** Writes the single-object encoding unless {@link #configure} names a registry. */
    public EventSerializer() {
        codec = EventCodec.classpath();
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        codec = EventCodec.of(configs);
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable SpecificRecord event) {
        return event == null ? null : codec.encode(topic, event);
    }

    @Override
    public void close() {
        codec.close();
    }
}
