package recurra.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidatorBuilder;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nobody can rewrite what stands in a topic, so each schema must read every version of itself that
 * was ever released, and consumers of the version before must read what it writes.
 */
class SchemaCompatibilityTest {
    private static final Path RELEASED = Path.of("src/main/avro-released");

    static List<Class<? extends SpecificRecord>> events() {
        return EventCodec.events();
    }

    /** Keeps the schemas of this build as a released version, when the developer asks for it. */
    @BeforeAll
    static void release() throws IOException {
        String version = System.getProperty("schemas.release");
        if (version == null) {
            return;
        }
        Path folder = RELEASED.resolve(version);
        assertThat(folder).as("A released version is never edited").doesNotExist();
        Files.createDirectories(folder);
        for (Class<? extends SpecificRecord> event : EventCodec.events()) {
            Files.writeString(
                    folder.resolve(event.getSimpleName() + ".avsc"),
                    SchemaHistory.current(event).toString(true) + "\n");
        }
        Assumptions.abort("Version " + version + " is kept; build again to check against it");
    }

    @ParameterizedTest
    @MethodSource("events")
    void readsEveryReleasedVersion(Class<? extends SpecificRecord> event)
            throws SchemaValidationException {
        requireReadable(SchemaHistory.current(event), SchemaHistory.releasedOf(event));
    }

    @ParameterizedTest
    @MethodSource("events")
    void isReadByTheNewestReleasedVersion(Class<? extends SpecificRecord> event)
            throws SchemaValidationException {
        requireReadable(
                SchemaHistory.releasedOf(event).getLast(), List.of(SchemaHistory.current(event)));
    }

    /**
     * A record that was written with a schema that no snapshot holds could not be read by the next
     * build.
     */
    @ParameterizedTest
    @MethodSource("events")
    void isReleased(Class<? extends SpecificRecord> event) {
        assertThat(SchemaHistory.releasedOf(event))
                .as(
                        "%s changed: keep a snapshot of all events as the next version, by running"
                                + " this class with -Dschemas.release=<version>",
                        event.getSimpleName())
                .last()
                .isEqualTo(SchemaHistory.current(event));
    }

    @Test
    void findsAFieldThatOldRecordsLack() {
        Schema released = schema("{'name': 'id', 'type': 'string'}");
        Schema changed =
                schema("{'name': 'id', 'type': 'string'}, {'name': 'added', 'type': 'string'}");

        assertThatThrownBy(() -> requireReadable(changed, List.of(released)))
                .isInstanceOf(SchemaValidationException.class);
    }

    @Test
    void findsAVersionBeforeTheNewestThatCannotBeReadAnyMore() {
        Schema first = schema("{'name': 'id', 'type': 'string'}");
        Schema second = schema("{'name': 'id', 'type': 'string', 'default': ''}");
        Schema third = schema("{'name': 'id', 'type': 'bytes', 'default': ''}");
        Schema fourth = schema("{'name': 'id', 'type': 'long', 'default': 0}");

        assertThatThrownBy(() -> requireReadable(fourth, List.of(first, second, third)))
                .isInstanceOf(SchemaValidationException.class);
        assertThatThrownBy(() -> requireReadable(fourth, List.of(first, fourth)))
                .isInstanceOf(SchemaValidationException.class);
    }

    @Test
    void everySnapshotIsOnTheClassPath() throws IOException {
        try (Stream<Path> files = Files.walk(RELEASED)) {
            long snapshots = files.filter(Files::isRegularFile).count();
            assertThat(events().stream().mapToLong(e -> SchemaHistory.releasedOf(e).size()).sum())
                    .isEqualTo(snapshots)
                    .isPositive();
        }
    }

    private static void requireReadable(Schema reader, List<Schema> writers)
            throws SchemaValidationException {
        new SchemaValidatorBuilder().canReadStrategy().validateAll().validate(reader, writers);
    }

    private static Schema schema(String fields) {
        return new Schema.Parser()
                .parse(
                        "{'type': 'record', 'name': 'Example', 'fields': [%s]}"
                                .formatted(fields)
                                .replace('\'', '"'));
    }
}
