package recurra.gateway.lookup;

import java.util.Optional;
import recurra.matching.ExactKey;
import recurra.matching.TenantId;
import recurra.store.answer.CachedAnswer;

/** Answers that are on their way to Redis: a client that asks again at once finds them here. */
@FunctionalInterface
public interface PendingAnswers {
    Optional<CachedAnswer> find(TenantId tenant, ExactKey key);
}
