package recurra.indexer.index;

import java.util.List;
import recurra.events.FingerprintComputed;
import recurra.indexer.event.RejectedEventException;
import recurra.matching.EntryId;
import recurra.matching.ExactKey;
import recurra.matching.ScopeKey;
import recurra.matching.TenantId;
import recurra.matching.request.ChatRequest;
import recurra.matching.template.PromptFeatures;
import recurra.store.template.EmbeddingSpace;
import recurra.store.template.TemplateDimensions;
import recurra.store.template.TemplateRecord;

/** Makes records of the template index of fingerprints. */
final class TemplateRecords {
    /** How far the length of a unit vector may be off; single precision gives a millionth. */
    private static final double UNIT_TOLERANCE = 0.01;

    private TemplateRecords() {}

    /**
     * The record that the fingerprint is.
     *
     * @throws RejectedEventException when the template index cannot hold it
     */
    static TemplateRecord of(FingerprintComputed fingerprint) {
        float[] vector = vector(fingerprint.getEmbedding());
        checkFeatures(fingerprint);
        try {
            TenantId tenant = new TenantId(fingerprint.getTenantId());
            ExactKey exactKey = new ExactKey(fingerprint.getExactKey());
            return new TemplateRecord(
                    tenant,
                    EntryId.of(tenant, exactKey),
                    exactKey,
                    new ScopeKey(fingerprint.getScopeKey()),
                    fingerprint.getModel(),
                    ChatRequest.modelFamily(fingerprint.getModel()),
                    fingerprint.getSimHash(),
                    new EmbeddingSpace(
                            fingerprint.getEmbeddingModel(), fingerprint.getEmbeddingVersion()),
                    vector,
                    fingerprint.getFeaturesVersion(),
                    fingerprint.getFeatures(),
                    fingerprint.getInteractionAt());
        } catch (IllegalArgumentException e) {
            throw new RejectedEventException("invalid_event", String.valueOf(e.getMessage()));
        }
    }

    private static float[] vector(List<Float> embedding) {
        if (embedding.size() != TemplateDimensions.COUNT) {
            throw new RejectedEventException(
                    "dimension_mismatch",
                    "The embedding has "
                            + embedding.size()
                            + " dimensions, the template index "
                            + TemplateDimensions.COUNT);
        }
        float[] vector = new float[embedding.size()];
        double squares = 0;
        for (int i = 0; i < vector.length; i++) {
            vector[i] = embedding.get(i);
            squares += (double) vector[i] * vector[i];
        }
        // Written so that NaN is refused as well.
        if (!(Math.abs(Math.sqrt(squares) - 1) <= UNIT_TOLERANCE)) {
            throw new RejectedEventException(
                    "invalid_vector",
                    "The embedding's length is " + Math.sqrt(squares) + ", not 1");
        }
        return vector;
    }

    /**
     * Features of this build's version have to be readable. Those of another version are kept as
     * they are: a search names its version and never sees them.
     */
    private static void checkFeatures(FingerprintComputed fingerprint) {
        if (fingerprint.getFeaturesVersion() != PromptFeatures.VERSION) {
            return;
        }
        try {
            PromptFeatures.fromJson(fingerprint.getFeatures());
        } catch (RuntimeException e) {
            throw new RejectedEventException(
                    "invalid_features",
                    "The features are not of version " + PromptFeatures.VERSION);
        }
    }
}
