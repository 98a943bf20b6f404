package recurra.store.template.lucene;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.util.Bits;
import recurra.matching.EntryId;
import recurra.matching.TenantId;
import recurra.store.template.TemplateRecord;

/**
 * Writes the index in a folder, as the only one. Safe for threads, one after the other.
 *
 * <p>Lucene replaces whatever has the same id, so the time of what stands is looked up first: among
 * what was written since the last flush, else in the index as it was flushed.
 */
final class TemplateWriter {
    /** So many changes are flushed without being asked. */
    private static final int MAX_UNFLUSHED = 20_000;

    /** The time of a record that is not there. */
    private static final long NEVER = Long.MIN_VALUE;

    private final Directory directory;
    private final Map<Term, Long> unflushed = new HashMap<>();
    private IndexWriter writer;
    private DirectoryReader flushed;

    TemplateWriter(Directory directory) throws IOException {
        this.directory = directory;
        this.writer = writer(directory);
        // Makes the index, so that there is something to read from the start.
        writer.commit();
        this.flushed = DirectoryReader.open(directory);
    }

    private static IndexWriter writer(Directory directory) throws IOException {
        try {
            return new IndexWriter(directory, new IndexWriterConfig());
        } catch (LockObtainFailedException e) {
            throw new IllegalStateException(
                    "Another process writes the template index in "
                            + directory
                            + ": run one indexer for a folder, or use pgvector",
                    e);
        }
    }

    synchronized void upsert(List<TemplateRecord> records) throws IOException {
        for (TemplateRecord record : records) {
            Term id = TemplateDocument.id(record.tenant(), record.entryId());
            long at = TemplateDocument.micros(record.interactionAt());
            if (at >= interactionAt(id)) {
                open().updateDocument(id, TemplateDocument.of(record));
                changed(id, at);
            }
        }
    }

    synchronized void remove(TenantId tenant, EntryId entryId, Instant invalidatedAt)
            throws IOException {
        Term id = TemplateDocument.id(tenant, entryId);
        long at = interactionAt(id);
        if (at != NEVER && at <= TemplateDocument.micros(invalidatedAt)) {
            open().deleteDocuments(id);
            changed(id, NEVER);
        }
    }

    synchronized void flush() throws IOException {
        open().commit();
        DirectoryReader next = DirectoryReader.openIfChanged(flushed);
        if (next != null) {
            flushed.close();
            flushed = next;
        }
        unflushed.clear();
    }

    synchronized void clear() throws IOException {
        open().deleteAll();
        flush();
    }

    /**
     * The writer. Lucene closes it for good when a write fails, such as on a full disk, and forgets
     * what was not flushed; whoever wrote that was told, and writes it again.
     */
    private IndexWriter open() throws IOException {
        if (!writer.isOpen()) {
            writer = writer(directory);
            unflushed.clear();
        }
        return writer;
    }

    private void changed(Term id, long at) throws IOException {
        unflushed.put(id, at);
        if (unflushed.size() >= MAX_UNFLUSHED) {
            flush();
        }
    }

    private long interactionAt(Term id) throws IOException {
        Long written = unflushed.get(id);
        if (written != null) {
            return written;
        }
        for (LeafReaderContext segment : flushed.leaves()) {
            PostingsEnum postings = segment.reader().postings(id, PostingsEnum.NONE);
            Bits live = segment.reader().getLiveDocs();
            while (postings != null && postings.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
                int document = postings.docID();
                NumericDocValues times =
                        segment.reader().getNumericDocValues(TemplateDocument.INTERACTION_AT);
                if ((live == null || live.get(document)) && times.advanceExact(document)) {
                    return times.longValue();
                }
            }
        }
        return NEVER;
    }

    synchronized void close() throws IOException {
        flushed.close();
        // Commits what was written.
        writer.close();
    }
}
