package recurra.schemas;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import recurra.schemas.UnreadableEventException.Reason;

/** Avro's single-object encoding, as the Avro specification 1.12 defines it. */
final class SingleObjectFormat implements WireFormat {
    private static final int HEADER_LENGTH = 2 + Long.BYTES;
    private static final byte MARKER_1 = (byte) 0xC3;
    private static final byte MARKER_2 = 0x01;

    private final SchemaHistory history;
    private final Map<Class<?>, Writer> writers = new ConcurrentHashMap<>();
    private final Map<Long, Reader> readers = new ConcurrentHashMap<>();

    SingleObjectFormat(SchemaHistory history) {
        this.history = history;
    }

    @Override
    public boolean recognizes(byte[] data) {
        return data.length >= 2 && data[0] == MARKER_1 && data[1] == MARKER_2;
    }

    @Override
    public byte[] encode(String topic, SpecificRecord event) {
        Writer writer = writers.computeIfAbsent(event.getClass(), type -> Writer.of(event));
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        out.writeBytes(writer.header());
        try {
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
            writer.datum().write(event, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory failed", e);
        }
        return out.toByteArray();
    }

    @Override
    public SpecificRecord decode(String topic, byte[] data) throws UnreadableEventException {
        if (data.length < HEADER_LENGTH) {
            throw new UnreadableEventException(
                    Reason.TRUNCATED, "The record ends within the fingerprint of its schema");
        }
        Reader reader = reader(fingerprint(data));
        int length = data.length - HEADER_LENGTH;
        try {
            DataShape.check(
                    reader.writtenAs(),
                    DecoderFactory.get().binaryDecoder(data, HEADER_LENGTH, length, null));
            return reader.datum()
                    .read(
                            null,
                            DecoderFactory.get().binaryDecoder(data, HEADER_LENGTH, length, null));
        } catch (EOFException e) {
            throw new UnreadableEventException(
                    Reason.TRUNCATED, "The record ends before its schema does", e);
        } catch (IOException | RuntimeException e) {
            // What the readers of logical types throw is open: a wrong UUID is an
            // IllegalArgumentException, a wrong enum symbol an AvroTypeException. None comes from
            // outside the bytes.
            throw new UnreadableEventException(
                    Reason.CORRUPT, "The data do not follow their schema", e);
        }
    }

    @Override
    public void close() {}

    private static long fingerprint(byte[] data) {
        return ByteBuffer.wrap(data, 2, Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    private Reader reader(long fingerprint) throws UnreadableEventException {
        Reader known = readers.get(fingerprint);
        if (known != null) {
            return known;
        }
        SchemaHistory.Version version =
                history.find(fingerprint)
                        .orElseThrow(() ->
                                new UnreadableEventException(
                                        Reason.UNKNOWN_SCHEMA,
                                        "No released schema has the fingerprint %016x"
                                                .formatted(fingerprint)));
        return readers.computeIfAbsent(fingerprint, key -> Reader.of(version));
    }

    private record Writer(byte[] header, SpecificDatumWriter<SpecificRecord> datum) {
        static Writer of(SpecificRecord event) {
            Schema schema = event.getSchema();
            byte[] header =
                    ByteBuffer.allocate(HEADER_LENGTH)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .put(MARKER_1)
                            .put(MARKER_2)
                            .putLong(SchemaNormalization.parsingFingerprint64(schema))
                            .array();
            return new Writer(
                    header,
                    new SpecificDatumWriter<>(schema, SpecificData.getForClass(event.getClass())));
        }
    }

    private record Reader(Schema writtenAs, SpecificDatumReader<SpecificRecord> datum) {
        static Reader of(SchemaHistory.Version version) {
            return new Reader(
                    version.schema(),
                    new SpecificDatumReader<>(
                            version.schema(),
                            SchemaHistory.current(version.event()),
                            SpecificData.getForClass(version.event())));
        }
    }
}
