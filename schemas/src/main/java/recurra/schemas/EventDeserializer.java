package recurra.schemas;

import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * {@link EventCodec} as a Kafka consumer's value deserializer. An unreadable record becomes a
 * {@link SerializationException} whose cause is the {@link UnreadableEventException}.
 */
public final class EventDeserializer implements Deserializer<SpecificRecord> {
    private EventCodec codec;

    /** Reads the single-object encoding only, unless {@link #configure} names a registry. */
    public EventDeserializer() {
        codec = EventCodec.classpath();
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        codec = EventCodec.of(configs);
    }

    @Override
    public @Nullable SpecificRecord deserialize(String topic, byte @Nullable [] data) {
        if (data == null) {
            return null;
        }
        try {
            return codec.decode(topic, data);
        } catch (UnreadableEventException e) {
            throw new SerializationException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        codec.close();
    }
}
