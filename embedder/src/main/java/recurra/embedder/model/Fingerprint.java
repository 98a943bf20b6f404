package recurra.embedder.model;

import java.util.ArrayList;
import java.util.List;

/**
 * What similarity needs to know of a text.
 *
 * @param vector of unit length
 * @param features as {@link recurra.matching.template.PromptFeatures#toJson} writes them
 */
public record Fingerprint(
        @SuppressWarnings("ArrayRecordComponent") float[] vector, String features) {
    /** The fingerprints of the texts, of which a model has made the embeddings. */
    public static List<Fingerprint> of(List<String> texts, Embeddings embeddings) {
        List<Fingerprint> fingerprints = new ArrayList<>(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            fingerprints.add(
                    new Fingerprint(
                            embeddings.vectors()[i],
                            embeddings.features(i, texts.get(i)).toJson()));
        }
        return fingerprints;
    }

    /** About how many bytes it takes in memory. */
    int bytes() {
        return vector.length * Float.BYTES + features.length();
    }

    /** Without content. */
    @Override
    public String toString() {
        return "Fingerprint[bytes=" + bytes() + "]";
    }
}
