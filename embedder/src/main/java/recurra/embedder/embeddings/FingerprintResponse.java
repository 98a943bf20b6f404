package recurra.embedder.embeddings;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import recurra.embedder.model.EmbeddingSpace;
import recurra.embedder.model.Fingerprint;
import recurra.matching.template.PromptFeatures;

/** What similarity needs to know of some texts. */
record FingerprintResponse(
        @JsonProperty("embedding_model") String embeddingModel,
        @JsonProperty("embedding_version") String embeddingVersion,
        @JsonProperty("features_version") int featuresVersion,
        List<Item> data) {
    FingerprintResponse {
        data = List.copyOf(data);
    }

    static FingerprintResponse of(List<Fingerprint> fingerprints, EmbeddingSpace space) {
        List<Item> items = new ArrayList<>(fingerprints.size());
        for (Fingerprint fingerprint : fingerprints) {
            items.add(
                    new Item(
                            items.size(),
                            EmbeddingResponse.base64(fingerprint.vector()),
                            fingerprint.features()));
        }
        return new FingerprintResponse(
                space.model(), space.version(), PromptFeatures.VERSION, items);
    }

    /**
     * @param embedding 32-bit floats, little end first, in Base64
     * @param features as {@link PromptFeatures#toJson} writes them
     */
    record Item(int index, String embedding, String features) {
        @Override
        public String toString() {
            return "Item[index=" + index + "]";
        }
    }
}
