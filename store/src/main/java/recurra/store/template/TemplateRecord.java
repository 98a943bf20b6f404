package recurra.store.template;

import java.time.Instant;
import recurra.matching.EntryId;
import recurra.matching.ExactKey;
import recurra.matching.ScopeKey;
import recurra.matching.TenantId;

/**
 * An entry's question as the template index keeps it.
 *
 * @param modelFamily the chat model without its snapshot
 * @param vector unit length; the index owns it from then on
 * @param features the prompt's features for the guards, as JSON
 * @param interactionAt when the entry was answered; of two records of one entry the newer one stays
 */
public record TemplateRecord(
        TenantId tenant,
        EntryId entryId,
        ExactKey exactKey,
        ScopeKey scopeKey,
        String model,
        String modelFamily,
        long simHash,
        EmbeddingSpace space,
        @SuppressWarnings("ArrayRecordComponent") float[] vector,
        int featuresVersion,
        String features,
        Instant interactionAt) {

    @Override
    public String toString() {
        return "TemplateRecord[tenant="
                + tenant
                + ", entryId="
                + entryId
                + ", dimensions="
                + vector.length
                + "]";
    }
}
