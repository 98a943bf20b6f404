package recurra.store.template.lucene;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.QueryTimeoutImpl;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.Sort;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import recurra.store.StoreUnavailableException;
import recurra.store.StoreUnavailableException.Reason;
import recurra.store.template.TemplateNeighbor;

/** Searches what the writer has flushed to a folder; a folder without an index is empty. */
final class TemplateSearcher {
    /** The metric of searches: a timer by {@code outcome}. */
    private static final String SEARCHES = "recurra.template.lucene.searches";

    private static final Logger LOG = LoggerFactory.getLogger(TemplateSearcher.class);

    private final Directory directory;
    private final Duration deadline;
    private final MeterRegistry meters;

    private @Nullable SearcherManager manager;

    TemplateSearcher(Directory directory, Duration deadline, MeterRegistry meters) {
        this.directory = directory;
        this.deadline = deadline;
        this.meters = meters;
    }

    List<TemplateNeighbor> search(Query query, int limit) {
        return timed(() -> read(searcher -> find(query, limit, searcher)));
    }

    /**
     * The documents that match and whose SimHash is near to the one asked for.
     *
     * @param vector what they are compared with, beside
     */
    List<TemplateNeighbor> alike(Query query, long simHash, int bits, float[] vector, int limit) {
        Sort nearestFirst = new Sort(new HammingDistance(simHash).getSortField(false));
        return timed(() ->
                read(searcher -> {
                    List<TemplateNeighbor> neighbors = new ArrayList<>();
                    StoredFields fields = searcher.storedFields();
                    for (ScoreDoc hit : searcher.search(query, limit, nearestFirst).scoreDocs) {
                        if ((long) ((FieldDoc) hit).fields[0] <= bits) {
                            float score =
                                    TemplateDocument.score(
                                            hit.doc, vector, searcher.getLeafContexts());
                            neighbors.add(TemplateDocument.neighbor(hit.doc, score, fields));
                        }
                    }
                    return neighbors;
                }));
    }

    /** Whether any document matches. */
    boolean matches(Query query) {
        return timed(() -> !read(searcher -> find(query, 1, searcher)).isEmpty());
    }

    private <T> T timed(Search<T> search) {
        long startedNanos = System.nanoTime();
        String outcome = "failed";
        try {
            T found = search.run();
            outcome = "read";
            return found;
        } catch (IOException | AlreadyClosedException e) {
            if (Thread.currentThread().isInterrupted()) {
                outcome = "interrupted";
                throw new StoreUnavailableException(
                        Reason.TIMEOUT, "The search was interrupted", e);
            }
            throw new StoreUnavailableException(
                    Reason.UNREACHABLE, "The template index in " + directory + " is unreadable", e);
        } finally {
            meters.timer(SEARCHES, "outcome", outcome)
                    .record(Duration.ofNanos(System.nanoTime() - startedNanos));
        }
    }

    private interface Search<T> {
        T run() throws IOException;
    }

    long size() {
        try {
            SearcherManager current = current();
            if (current == null) {
                return 0;
            }
            IndexSearcher searcher = current.acquire();
            try {
                return searcher.getIndexReader().numDocs();
            } finally {
                current.release(searcher);
            }
        } catch (IOException e) {
            throw new StoreUnavailableException(
                    Reason.UNREACHABLE, "The template index in " + directory + " is unreadable", e);
        }
    }

    private static List<TemplateNeighbor> find(Query query, int limit, IndexSearcher searcher)
            throws IOException {
        ScoreDoc[] hits = searcher.search(query, limit).scoreDocs;
        StoredFields fields = searcher.storedFields();
        List<TemplateNeighbor> neighbors = new ArrayList<>(hits.length);
        for (ScoreDoc hit : hits) {
            neighbors.add(TemplateDocument.neighbor(hit.doc, hit.score, fields));
        }
        return neighbors;
    }

    private List<TemplateNeighbor> read(Finding finding) throws IOException {
        SearcherManager current = current();
        if (current == null) {
            return List.of();
        }
        IndexSearcher shared = current.acquire();
        try {
            IndexSearcher searcher = new IndexSearcher(shared.getIndexReader());
            searcher.setTimeout(new QueryTimeoutImpl(Math.max(1, deadline.toMillis())));
            List<TemplateNeighbor> found = finding.in(searcher);
            if (searcher.timedOut()) {
                throw new StoreUnavailableException(
                        Reason.TIMEOUT,
                        "The template index did not answer within the deadline",
                        new TimeoutException());
            }
            return found;
        } finally {
            current.release(shared);
        }
    }

    private interface Finding {
        List<TemplateNeighbor> in(IndexSearcher searcher) throws IOException;
    }

    /** The index as last flushed, or null where there is none. */
    private @Nullable SearcherManager current() throws IOException {
        SearcherManager current = opened();
        if (current == null) {
            return null;
        }
        try {
            current.maybeRefresh();
            return current;
        } catch (IOException | IllegalStateException e) {
            if (Thread.currentThread().isInterrupted()) {
                // A file that was being opened is closed, and the index is as good as before.
                throw e;
            }
            // The folder was emptied, or filled with another index, under our feet.
            LOG.atInfo().setCause(e).log("The template index is opened anew");
            leave(current);
            return opened();
        }
    }

    private synchronized void leave(SearcherManager old) throws IOException {
        if (manager == old) {
            old.close();
            manager = null;
        }
    }

    private synchronized @Nullable SearcherManager opened() throws IOException {
        if (manager == null && DirectoryReader.indexExists(directory)) {
            manager = new SearcherManager(directory, null);
        }
        return manager;
    }

    synchronized void close() throws IOException {
        if (manager != null) {
            manager.close();
        }
    }
}
