package recurra.gateway.lookup;

import java.time.Duration;
import java.util.Optional;
import recurra.matching.ExactKey;
import recurra.matching.TenantId;
import recurra.store.answer.CachedAnswer;

/** Answers that are on their way to Redis: a client that asks again at once finds them here. */
public interface PendingAnswers {
    Optional<CachedAnswer> find(TenantId tenant, ExactKey key);

    /** Waits until the answer is written, or given up, but not longer than so long. */
    void await(TenantId tenant, ExactKey key, Duration patience) throws InterruptedException;
}
