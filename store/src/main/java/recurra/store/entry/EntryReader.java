package recurra.store.entry;

import java.util.Collection;
import java.util.Map;
import recurra.matching.EntryId;
import recurra.matching.TenantId;
import recurra.store.StoreUnavailableException;
import recurra.store.answer.CachedAnswer;

/**
 * Entries as the request path reads them: one tenant's, enforced by the store and not by the query
 * alone.
 */
public interface EntryReader {
    /**
     * The tenant's live answers among the ids, by id. Ids that are unknown, expired, invalidated or
     * another tenant's are absent.
     *
     * @throws StoreUnavailableException when there is no answer within the deadline
     */
    Map<EntryId, CachedAnswer> find(TenantId tenant, Collection<EntryId> ids);
}
