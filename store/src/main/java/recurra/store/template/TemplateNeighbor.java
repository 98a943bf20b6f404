package recurra.store.template;

import recurra.matching.EntryId;

/**
 * An entry near to the one searched for.
 *
 * @param cosine cosine of the two vectors, -1 to 1
 * @param simHash the entry's SimHash
 * @param features the entry's features for the guards, as JSON
 */
public record TemplateNeighbor(EntryId entryId, double cosine, long simHash, String features) {
    @Override
    public String toString() {
        return "TemplateNeighbor[entryId=" + entryId + ", cosine=" + cosine + "]";
    }
}
