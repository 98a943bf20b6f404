package recurra.store.template;

import java.time.Instant;
import java.util.List;
import recurra.matching.EntryId;
import recurra.matching.ScopeKey;
import recurra.matching.TenantId;
import recurra.store.StoreUnavailableException;

/**
 * Finds the entries of a scope whose questions are nearest by cosine, or alike by SimHash. Safe for
 * threads.
 *
 * <p>A neighbour may name an entry that is gone by now: the caller reads the entry before it serves
 * it.
 */
public interface TemplateIndex extends AutoCloseable {
    /**
     * The nearest entries of the tenant, scope, models, embedding space and features version,
     * nearest first.
     *
     * @throws StoreUnavailableException when there is no answer within the deadline
     */
    List<TemplateNeighbor> nearest(TemplateQuery query);

    /**
     * The entries that {@link #nearest} could find whose SimHash differs from the given one in at
     * most so many bits, those that differ least first. Entries of another version of the index may
     * be missing.
     *
     * @param bits 0 to 64
     * @throws StoreUnavailableException when there is no answer within the deadline
     */
    List<TemplateNeighbor> alike(TemplateQuery query, long simHash, int bits);

    /**
     * Whether the tenant has an entry in the scope for the models, of whatever embedding space and
     * features version. Takes much less than a vector and a search.
     *
     * @throws StoreUnavailableException when there is no answer within the deadline
     */
    boolean holds(TenantId tenant, ScopeKey scopeKey, ModelFilter models);

    /**
     * The nearest entries of the tenant and embedding space, whatever their scope, model and
     * features, nearest first: for people who search, never to answer a request.
     *
     * @param vector unit length, in the space
     * @param limit at most this many
     * @throws StoreUnavailableException when there is no answer within the deadline
     */
    List<TemplateNeighbor> similar(
            TenantId tenant, EmbeddingSpace space, float[] vector, int limit);

    /**
     * Keeps the records, each unless a newer one of its entry is there. Found once {@link #flush}
     * has returned, or the caller's transaction has ended.
     */
    void upsert(List<TemplateRecord> records);

    /** Removes the entry's record unless it is newer than the time. */
    void remove(TenantId tenant, EntryId id, Instant invalidatedAt);

    /** Makes what was written before durable and findable. */
    void flush();

    /** Removes all records of all tenants. */
    void clear();

    /** How many records there are, of all tenants. */
    long size();

    @Override
    void close();
}
