package recurra.schemas;

import com.microsoft.kiota.ApiException;
import java.io.EOFException;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Utils;
import recurra.schemas.UnreadableEventException.Reason;

/** Confluent's wire format, by the serializer and deserializer that the settings name. */
final class RegistryFormat implements WireFormat {
    private static final byte MAGIC = 0;
    private static final int HEADER_LENGTH = 1 + Integer.BYTES;

    private final Serializer<Object> serializer;
    private final Deserializer<Object> deserializer;

    RegistryFormat(RegistrySettings settings) {
        serializer = instance(settings.serializer(), Serializer.class);
        deserializer = instance(settings.deserializer(), Deserializer.class);
        Map<String, Object> properties = settings.forSerde();
        serializer.configure(properties, false);
        deserializer.configure(properties, false);
    }

    @Override
    public boolean recognizes(byte[] data) {
        return data.length >= 1 && data[0] == MAGIC;
    }

    @Override
    public byte[] encode(String topic, SpecificRecord event) {
        try {
            return serializer.serialize(topic, event);
        } catch (RuntimeException e) {
            throw new RegistryUnavailableException(
                    "The schema of "
                            + event.getClass().getSimpleName()
                            + " cannot be registered: check "
                            + RegistrySettings.URL,
                    e);
        }
    }

    @Override
    public SpecificRecord decode(String topic, byte[] data) throws UnreadableEventException {
        if (data.length < HEADER_LENGTH) {
            throw new UnreadableEventException(
                    Reason.TRUNCATED, "The record ends within the id of its schema");
        }
        Object event;
        try {
            event = deserializer.deserialize(topic, data);
        } catch (RuntimeException e) {
            throw unreadable(e);
        }
        if (event instanceof SpecificRecord record) {
            return record;
        }
        throw new UnreadableEventException(
                Reason.UNEXPECTED_EVENT, "The record's schema is not one of Recurra's events");
    }

    @Override
    public void close() {
        serializer.close();
        deserializer.close();
    }

    /**
     * Only what is known to be the record's own fault makes it unreadable. Everything else is taken
     * for a registry that is away, since a record that waits is not lost.
     */
    private static UnreadableEventException unreadable(RuntimeException failure) {
        if (causes(failure).anyMatch(RegistryFormat::isUnknownSchema)) {
            return new UnreadableEventException(
                    Reason.UNKNOWN_SCHEMA,
                    "The registry does not know the record's schema",
                    failure);
        }
        if (causes(failure).anyMatch(EOFException.class::isInstance)) {
            return new UnreadableEventException(
                    Reason.TRUNCATED, "The record ends before its schema does", failure);
        }
        if (causes(failure).anyMatch(RegistryFormat::isWrongData)) {
            return new UnreadableEventException(
                    Reason.CORRUPT, "The data do not follow their schema", failure);
        }
        throw new RegistryUnavailableException(
                "The schema of a record cannot be read from the registry: check "
                        + RegistrySettings.URL,
                failure);
    }

    private static boolean isUnknownSchema(Throwable cause) {
        // Confluent's classes are not on the class path by default; their client words it so.
        return (cause instanceof ApiException answer && answer.getResponseStatusCode() == 404)
                || String.valueOf(cause.getMessage()).contains("error code: 40403");
    }

    private static boolean isWrongData(Throwable cause) {
        return cause instanceof AvroRuntimeException
                || cause instanceof IndexOutOfBoundsException
                || cause instanceof IllegalArgumentException
                || cause instanceof NegativeArraySizeException;
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause).limit(20);
    }

    @SuppressWarnings("unchecked") // the settings promise a serializer or deserializer of records
    private static <T> T instance(String className, Class<?> type) {
        try {
            return (T) Utils.newInstance(className, type);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(
                    className
                            + " is not on the class path: add the artifact that holds it, or leave "
                            + RegistrySettings.SERIALIZER
                            + " and "
                            + RegistrySettings.DESERIALIZER
                            + " out",
                    e);
        }
    }
}
