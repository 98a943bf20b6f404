package recurra.store.template.lucene;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.jspecify.annotations.Nullable;
import recurra.matching.EntryId;
import recurra.matching.ScopeKey;
import recurra.matching.TenantId;
import recurra.store.StoreUnavailableException;
import recurra.store.StoreUnavailableException.Reason;
import recurra.store.template.EmbeddingSpace;
import recurra.store.template.ModelFilter;
import recurra.store.template.TemplateDimensions;
import recurra.store.template.TemplateIndex;
import recurra.store.template.TemplateNeighbor;
import recurra.store.template.TemplateQuery;
import recurra.store.template.TemplateRecord;

/**
 * The template index in a folder. The indexer opens it for writing, everybody else for reading; a
 * reader finds what the writer has flushed, and finds nothing before the first time.
 *
 * <p>Tenants are kept apart by the query alone: there is no row-level security here, and the entry
 * that a neighbour names is read under it.
 */
public final class LuceneTemplateIndex implements TemplateIndex {
    private final Directory directory;
    private final TemplateSearcher searcher;
    private final @Nullable TemplateWriter writer;

    private LuceneTemplateIndex(
            Directory directory, TemplateSearcher searcher, @Nullable TemplateWriter writer) {
        this.directory = directory;
        this.searcher = searcher;
        this.writer = writer;
    }

    /**
     * Opens the folder for reading only. It need not exist yet.
     *
     * @param deadline the longest that a search takes
     */
    public static LuceneTemplateIndex forReading(
            Path folder, Duration deadline, MeterRegistry meters) {
        Directory directory = directory(folder);
        return new LuceneTemplateIndex(
                directory, new TemplateSearcher(directory, deadline, meters), null);
    }

    /**
     * Opens the folder for reading and writing.
     *
     * @param deadline the longest that a search takes
     * @throws IllegalStateException when another process has it open for writing
     */
    public static LuceneTemplateIndex forWriting(
            Path folder, Duration deadline, MeterRegistry meters) {
        Directory directory = directory(folder);
        try {
            return new LuceneTemplateIndex(
                    directory,
                    new TemplateSearcher(directory, deadline, meters),
                    new TemplateWriter(directory));
        } catch (IOException e) {
            throw new StoreUnavailableException(
                    Reason.UNREACHABLE,
                    "The template index in "
                            + folder
                            + " cannot be opened. It can be had again from the log: delete the folder,"
                            + " start the indexer and replay",
                    e);
        }
    }

    private static Directory directory(Path folder) {
        try {
            return FSDirectory.open(folder);
        } catch (IOException e) {
            throw new StoreUnavailableException(
                    Reason.UNREACHABLE, "The folder " + folder + " cannot be made or opened", e);
        }
    }

    @Override
    public List<TemplateNeighbor> nearest(TemplateQuery query) {
        TemplateDimensions.check(query.vector());
        return searcher.search(TemplateDocument.query(query), query.limit());
    }

    @Override
    public List<TemplateNeighbor> alike(TemplateQuery query, long simHash, int bits) {
        TemplateDimensions.check(query.vector());
        return searcher.alike(
                TemplateDocument.comparable(query), simHash, bits, query.vector(), query.limit());
    }

    @Override
    public boolean holds(TenantId tenant, ScopeKey scopeKey, ModelFilter models) {
        return searcher.matches(TemplateDocument.query(tenant, scopeKey, models));
    }

    @Override
    public List<TemplateNeighbor> similar(
            TenantId tenant, EmbeddingSpace space, float[] vector, int limit) {
        TemplateDimensions.check(vector);
        return searcher.search(TemplateDocument.query(tenant, space, vector, limit), limit);
    }

    @Override
    public void upsert(List<TemplateRecord> records) {
        records.forEach(record -> TemplateDimensions.check(record.vector()));
        write(index -> index.upsert(records));
    }

    @Override
    public void remove(TenantId tenant, EntryId id, Instant invalidatedAt) {
        write(index -> index.remove(tenant, id, invalidatedAt));
    }

    @Override
    public void flush() {
        write(TemplateWriter::flush);
    }

    @Override
    public void clear() {
        write(TemplateWriter::clear);
    }

    @Override
    public long size() {
        return searcher.size();
    }

    @Override
    public void close() {
        try {
            searcher.close();
            if (writer != null) {
                writer.close();
            }
            directory.close();
        } catch (IOException e) {
            throw new StoreUnavailableException(
                    Reason.UNREACHABLE, "The template index did not close", e);
        }
    }

    private void write(Change change) {
        if (writer == null) {
            throw new UnsupportedOperationException(
                    "This template index was opened for reading only");
        }
        try {
            change.apply(writer);
        } catch (IOException | AlreadyClosedException e) {
            throw new StoreUnavailableException(
                    Reason.UNREACHABLE,
                    "The template index in " + directory + " refused a write",
                    e);
        }
    }

    private interface Change {
        void apply(TemplateWriter writer) throws IOException;
    }
}
