package recurra.store.template.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static recurra.store.Samples.ACME;
import static recurra.store.Samples.NOON;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import recurra.store.StoreUnavailableException;
import recurra.store.template.TemplateIndex;
import recurra.store.template.TemplateIndexContract;

/** Slow for a unit test, so it runs with those that need a component. */
class LuceneTemplateIndexIT extends TemplateIndexContract {
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    @TempDir private Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private LuceneTemplateIndex reader;
    private LuceneTemplateIndex writer;

    @BeforeEach
    void open() {
        // Before the folder exists, as a gateway that starts first has it.
        reader = LuceneTemplateIndex.forReading(folder.resolve("index"), DEADLINE, meters);
        assertThat(reader.nearest(query(vector()))).isEmpty();
        writer = LuceneTemplateIndex.forWriting(folder.resolve("index"), DEADLINE, meters);
    }

    @AfterEach
    void close() {
        reader.close();
        writer.close();
    }

    @Override
    protected TemplateIndex index() {
        return writer;
    }

    @Override
    protected TemplateIndex reader() {
        return reader;
    }

    @Test
    void aSecondWriterIsRefusedAndToldWhatToDo() {
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        LuceneTemplateIndex.forWriting(folder.resolve("index"), DEADLINE, meters))
                .withMessageContaining("pgvector");
    }

    @Test
    void aReaderDoesNotWrite() {
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> reader.upsert(List.of()));
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(reader::clear);
    }

    @Test
    void survivesARestart() {
        float[] vector = vector();
        writer.upsert(List.of(record(ACME, 1, vector, NOON)));
        writer.close();
        writer = LuceneTemplateIndex.forWriting(folder.resolve("index"), DEADLINE, meters);

        assertThat(reader.nearest(query(vector))).hasSize(1);
        write(record(ACME, 1, vector(), NOON.minusSeconds(1)));
        assertThat(reader.nearest(query(vector)).getFirst().cosine()).isGreaterThan(0.99);
    }

    @Test
    void forgetsWhatWasNotFlushedBeforeACrash() {
        writer.upsert(List.of(record(ACME, 1, vector(), NOON)));

        assertThat(reader.size()).isZero();
    }

    @Test
    void anInterruptedSearchLeavesTheIndexAsItWas() {
        float[] vector = vector();
        write(record(ACME, 1, vector, NOON));
        assertThat(reader.nearest(query(vector))).hasSize(1);
        // So that the search has files to open, which is where an interrupt is noticed.
        write(record(ACME, 2, vector, NOON));

        Thread.currentThread().interrupt();
        StoreUnavailableException failure =
                catchThrowableOfType(
                        StoreUnavailableException.class, () -> reader.nearest(query(vector)));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure.reason()).isEqualTo(StoreUnavailableException.Reason.TIMEOUT);
        assertThat(reader.nearest(query(vector))).hasSize(2);
    }

    @Test
    void findsAnIndexThatWasMadeAnew() throws Exception {
        float[] vector = vector();
        write(record(ACME, 1, vector, NOON), record(ACME, 2, vector, NOON));
        assertThat(reader.nearest(query(vector))).hasSize(2);
        writer.close();
        try (Stream<Path> files = Files.list(folder.resolve("index"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        assertThat(reader.nearest(query(vector))).isEmpty();

        writer = LuceneTemplateIndex.forWriting(folder.resolve("index"), DEADLINE, meters);
        write(record(ACME, 3, vector, NOON));

        assertThat(reader.nearest(query(vector))).hasSize(1);
    }
}
