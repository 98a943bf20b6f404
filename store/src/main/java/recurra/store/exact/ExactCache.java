package recurra.store.exact;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import recurra.matching.ExactKey;
import recurra.matching.NormalizedKey;
import recurra.matching.TenantId;
import recurra.store.StoreUnavailableException;
import recurra.store.answer.CachedAnswer;

/**
 * Answers by exact key, and by normalized key as a second name.
 *
 * <p>Safe for threads. Every call ends within the deadline that the cache was made with, answered
 * or with {@link StoreUnavailableException}. Of several writes for one key the one with the newest
 * time wins, in whatever order they arrive.
 */
public interface ExactCache extends AutoCloseable {
    /**
     * The tenant's live answer under the exact key, else under the normalized key, else {@link
     * ExactLookup.Absent}.
     *
     * @param normalizedKey asked only where the answer under the exact key is not at hand
     * @throws StoreUnavailableException when there is no answer within the deadline
     */
    ExactLookup find(
            TenantId tenant, ExactKey exactKey, Supplier<Optional<NormalizedKey>> normalizedKey);

    /** The same with a normalized key that is known already. */
    default ExactLookup find(
            TenantId tenant, ExactKey exactKey, Optional<NormalizedKey> normalizedKey) {
        return find(tenant, exactKey, () -> normalizedKey);
    }

    /**
     * Keeps the answer until it expires, unless a newer one, or a newer removal, is there.
     *
     * @throws StoreUnavailableException when the write is not confirmed within the deadline
     */
    void put(TenantId tenant, CachedAnswer answer, Optional<NormalizedKey> normalizedKey);

    /**
     * Removes the answer under the exact key unless it is newer than {@code invalidatedAt}, and
     * refuses older ones that arrive late.
     *
     * @throws StoreUnavailableException when the write is not confirmed within the deadline
     */
    void remove(TenantId tenant, ExactKey exactKey, Instant invalidatedAt);

    /**
     * Removes all answers of all tenants and nothing else that the server keeps. Takes time in
     * proportion to their number.
     *
     * @return how many keys were removed
     */
    long clear();

    @Override
    void close();
}
