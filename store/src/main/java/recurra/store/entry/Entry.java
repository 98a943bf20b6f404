package recurra.store.entry;

import java.util.Optional;
import java.util.UUID;
import recurra.matching.NormalizedKey;
import recurra.matching.ScopeKey;
import recurra.matching.TenantId;
import recurra.store.answer.CachedAnswer;

/**
 * A tenant's newest answer to one request.
 *
 * @param interactionId the event that the entry came from
 * @param canonicalRequest the fields that shape the answer, as RFC 8785 JSON
 * @param question the text of the last user message; absent where it is not text
 */
public record Entry(
        TenantId tenant,
        ScopeKey scopeKey,
        Optional<NormalizedKey> normalizedKey,
        UUID interactionId,
        String canonicalRequest,
        Optional<String> question,
        CachedAnswer answer) {

    @Override
    public String toString() {
        return "Entry[tenant="
                + tenant
                + ", entryId="
                + answer.entryId()
                + ", answeredAt="
                + answer.answeredAt()
                + "]";
    }
}
