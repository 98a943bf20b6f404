package recurra.store.template.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static recurra.store.Samples.ACME;
import static recurra.store.Samples.NOON;
import static recurra.store.Samples.exactKey;
import static recurra.store.Samples.scopeKey;

import java.io.IOException;
import java.util.List;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;
import org.junit.jupiter.api.Test;
import recurra.matching.EntryId;
import recurra.store.template.EmbeddingSpace;
import recurra.store.template.TemplateDimensions;
import recurra.store.template.TemplateRecord;

class TemplateWriterTest {
    @Test
    void goesOnAfterTheDiskWasFull() throws Exception {
        FullDisk disk = new FullDisk();
        TemplateWriter writer = new TemplateWriter(disk);
        writer.upsert(List.of(record("flushed")));
        writer.flush();

        writer.upsert(List.of(record("lost")));
        disk.full = true;
        assertThatIOException().isThrownBy(writer::flush).withMessageContaining("No space left");
        disk.full = false;

        writer.upsert(List.of(record("again")));
        writer.flush();

        try (DirectoryReader reader = DirectoryReader.open(disk)) {
            assertThat(reader.numDocs()).isEqualTo(2);
        }
        writer.close();
    }

    private static TemplateRecord record(String request) {
        float[] vector = new float[TemplateDimensions.COUNT];
        vector[0] = 1;
        return new TemplateRecord(
                ACME,
                EntryId.of(ACME, exactKey(request)),
                exactKey(request),
                scopeKey("s"),
                "gpt-4o",
                "gpt-4o",
                1L,
                new EmbeddingSpace("e5", "1"),
                vector,
                1,
                "{}",
                NOON);
    }

    /** A folder in memory that refuses new files while it is full. */
    private static final class FullDisk extends FilterDirectory {
        private boolean full;

        FullDisk() {
            super(new ByteBuffersDirectory());
        }

        @Override
        public IndexOutput createOutput(String name, IOContext context) throws IOException {
            if (full) {
                throw new IOException("No space left on device");
            }
            return super.createOutput(name, context);
        }
    }
}
