package recurra.schemas;

import java.io.IOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import recurra.schemas.UnreadableEventException.Reason;

/**
 * Walks through binary data without keeping any of it, so that a wrong length is found before
 * memory is taken for it.
 */
final class DataShape {
    private DataShape() {}

    static void check(Schema schema, BinaryDecoder data)
            throws IOException, UnreadableEventException {
        walk(schema, data);
        if (!data.isEnd()) {
            throw new UnreadableEventException(Reason.CORRUPT, "The record goes on after its data");
        }
    }

    private static void walk(Schema schema, BinaryDecoder data) throws IOException {
        switch (schema.getType()) {
            case NULL -> {}
            case BOOLEAN -> data.readBoolean();
            case INT -> data.readInt();
            case LONG -> data.readLong();
            case FLOAT -> data.skipFixed(Float.BYTES);
            case DOUBLE -> data.skipFixed(Double.BYTES);
            case STRING -> data.skipString();
            case BYTES -> data.skipBytes();
            case FIXED -> data.skipFixed(schema.getFixedSize());
            case ENUM -> element(schema.getEnumSymbols().size(), data.readEnum());
            case UNION -> {
                int branch = element(schema.getTypes().size(), data.readIndex());
                walk(schema.getTypes().get(branch), data);
            }
            case ARRAY -> {
                for (long n = data.readArrayStart(); n != 0; n = data.arrayNext()) {
                    for (long i = 0; i < n; i++) {
                        walk(schema.getElementType(), data);
                    }
                }
            }
            case MAP -> {
                for (long n = data.readMapStart(); n != 0; n = data.mapNext()) {
                    for (long i = 0; i < n; i++) {
                        data.skipString();
                        walk(schema.getValueType(), data);
                    }
                }
            }
            case RECORD -> {
                for (Schema.Field field : schema.getFields()) {
                    walk(field.schema(), data);
                }
            }
        }
    }

    private static int element(int size, int index) {
        if (index < 0 || index >= size) {
            throw new AvroRuntimeException("No choice " + index + " among " + size);
        }
        return index;
    }
}
