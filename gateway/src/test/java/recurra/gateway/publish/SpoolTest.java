package recurra.gateway.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
    private static final long PLENTY = 1L << 30;

    @TempDir private Path folder;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void givesBackWhatItWasGivenInOrderAndAlsoAfterARestart() throws IOException {
        try (Spool spool = open(PLENTY)) {
            append(spool, "a", "b");
        }
        try (Spool spool = open(PLENTY)) {
            append(spool, "c");
            assertThat(drain(spool)).containsExactly("a", "b", "c");
            assertThat(spool.isEmpty()).isTrue();
            assertThat(spool.bytes()).isZero();
        }
    }

    @Test
    void isFullAtItsLimit() throws IOException {
        try (Spool spool = open(100)) {
            assertThat(spool.append(spooled("x".repeat(90)))).isTrue();
            assertThat(spool.append(spooled("x".repeat(20)))).isFalse();
            assertThat(drain(spool)).hasSize(1);
            assertThat(spool.append(spooled("x".repeat(20)))).isTrue();
        }
    }

    @Test
    void aTornEndCostsOnlyTheEnd() throws IOException {
        try (Spool spool = open(PLENTY)) {
            append(spool, "a", "b");
            spool.sync();
            append(spool, "c");
        }
        try (RandomAccessFile torn = new RandomAccessFile(file().toFile(), "rw")) {
            torn.setLength(torn.length() - 5);
        }

        try (Spool spool = open(PLENTY)) {
            assertThat(drain(spool)).containsExactly("a", "b");
        }
    }

    @Test
    void aFileThatIsNoSpoolIsLeftOut() throws IOException {
        Files.createDirectories(folder.resolve("0"));
        Files.writeString(folder.resolve("0/000000000000001-000000.avro"), "nonsense");

        try (Spool spool = open(PLENTY)) {
            append(spool, "a");
            assertThat(drain(spool)).containsExactly("a");
        }
        assertThat(meters.counter("recurra.spool.records", "action", "unreadable").count())
                .isEqualTo(1);
    }

    @Test
    void twoGatewaysOnOneFolderDoNotMeet() throws IOException {
        try (Spool one = open(PLENTY);
                Spool two = open(PLENTY)) {
            append(one, "a");
            append(two, "b");

            assertThat(drain(one)).containsExactly("a");
            assertThat(drain(two)).containsExactly("b");
        }
    }

    private Spool open(long maxBytes) throws IOException {
        return Spool.open(folder, maxBytes, meters);
    }

    private Path file() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("0"))) {
            return files.filter(file -> file.toString().endsWith(".avro"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void append(Spool spool, String... values) throws IOException {
        for (String value : values) {
            assertThat(spool.append(spooled(value))).isTrue();
        }
    }

    private static SpooledRecord spooled(String value) {
        return new SpooledRecord("topic", "key", value.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> drain(Spool spool) throws IOException {
        List<String> values = new ArrayList<>();
        for (Optional<Path> file = spool.oldest(); file.isPresent(); file = spool.oldest()) {
            List<SpooledRecord> records = spool.read(file.get());
            records.forEach(
                    spooled -> values.add(new String(spooled.value(), StandardCharsets.UTF_8)));
            spool.delete(file.get(), records.size());
        }
        return values;
    }
}
