package recurra.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Every schema of every event that was ever released, by fingerprint, with the class that reads it
 * today.
 *
 * <p>The released versions are numbered folders of complete snapshots. A version that was released
 * is never edited.
 */
final class SchemaHistory {
    private final Map<Long, Version> byFingerprint;

    private SchemaHistory(Map<Long, Version> byFingerprint) {
        this.byFingerprint = Map.copyOf(byFingerprint);
    }

    /** The released schemas on the class path and the ones that this build writes. */
    static SchemaHistory released() {
        Map<Long, Version> versions = new HashMap<>();
        for (Class<? extends SpecificRecord> event : EventCodec.events()) {
            releasedOf(event).forEach(schema -> put(versions, schema, event));
            put(versions, current(event), event);
        }
        return new SchemaHistory(versions);
    }

    /** The event's released schemas, oldest first. */
    static List<Schema> releasedOf(Class<? extends SpecificRecord> event) {
        List<Schema> schemas = new ArrayList<>();
        int version = 1;
        Schema schema = read(version, event);
        // An event may be younger than the first version, so what ends the search is the folder.
        while (schema != null || isReleased(version)) {
            if (schema != null) {
                schemas.add(schema);
            }
            version++;
            schema = read(version, event);
        }
        return List.copyOf(schemas);
    }

    /** The event's schema as this build writes it. */
    static Schema current(Class<? extends SpecificRecord> event) {
        return SpecificData.get().getSchema(event);
    }

    /** The schema with the fingerprint; absent where it was never released. */
    Optional<Version> find(long fingerprint) {
        return Optional.ofNullable(byFingerprint.get(fingerprint));
    }

    private static boolean isReleased(int version) {
        return EventCodec.events().stream().anyMatch(event -> read(version, event) != null);
    }

    private static @Nullable Schema read(int version, Class<? extends SpecificRecord> event) {
        String name =
                "/recurra/schemas/released/" + version + "/" + event.getSimpleName() + ".avsc";
        try (InputStream file = SchemaHistory.class.getResourceAsStream(name)) {
            return file == null ? null : new Schema.Parser().parse(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + name, e);
        }
    }

    private static void put(
            Map<Long, Version> versions, Schema schema, Class<? extends SpecificRecord> event) {
        versions.put(SchemaNormalization.parsingFingerprint64(schema), new Version(schema, event));
    }

    /**
     * A form that an event once had.
     *
     * @param event the class that reads it
     */
    record Version(Schema schema, Class<? extends SpecificRecord> event) {}
}
