package recurra.store.entry;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import recurra.matching.EntryId;
import recurra.matching.TenantId;

/**
 * Entries as the consumers keep them. Each call joins the transaction of its thread. Calls commute:
 * whatever the order of events, the newest answer that is newer than the newest invalidation stays.
 */
public interface EntryWriter {
    /**
     * Keeps the entry unless a newer answer or a newer invalidation is known.
     *
     * @return whether the entry is now the one that stands
     */
    boolean upsert(Entry entry);

    /**
     * Removes the entry's answers up to the time, and refuses older ones that arrive late.
     *
     * @return whether an entry was removed
     */
    boolean invalidate(
            TenantId tenant,
            EntryId id,
            Instant invalidatedAt,
            String actor,
            @Nullable String reason);

    /** Removes all entries and invalidations of all tenants. */
    void clear();
}
