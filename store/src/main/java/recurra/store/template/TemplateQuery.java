package recurra.store.template;

import recurra.matching.ScopeKey;
import recurra.matching.TenantId;

/**
 * A search for the entries of a scope whose questions are nearest to a new one.
 *
 * @param vector unit length, in the space
 * @param limit at most this many candidates, 1 to 50
 */
public record TemplateQuery(
        TenantId tenant,
        ScopeKey scopeKey,
        ModelFilter models,
        EmbeddingSpace space,
        @SuppressWarnings("ArrayRecordComponent") float[] vector,
        int featuresVersion,
        int limit) {

    @Override
    public String toString() {
        return "TemplateQuery[tenant="
                + tenant
                + ", scopeKey="
                + scopeKey
                + ", limit="
                + limit
                + "]";
    }
}
