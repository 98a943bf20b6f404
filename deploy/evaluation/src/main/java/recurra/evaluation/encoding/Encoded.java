package recurra.evaluation.encoding;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import recurra.matching.NormalizedKey;
import recurra.matching.template.PromptFeatures;

/**
 * A text and all that the methods compare of it.
 *
 * @param vector of unit length; not to be changed
 * @param eligible whether the template tier may be asked about it at all
 * @param normalizedOrNull its key in the normalised tier; absent where the text has none
 */
public record Encoded(
        String text,
        @SuppressWarnings("ArrayRecordComponent") float[] vector,
        PromptFeatures features,
        long simHash,
        boolean eligible,
        @Nullable NormalizedKey normalizedOrNull) {

    public Optional<NormalizedKey> normalized() {
        return Optional.ofNullable(normalizedOrNull);
    }

    /** The cosine of the two texts' vectors. */
    public double cosine(Encoded other) {
        double sum = 0;
        for (int i = 0; i < vector.length; i++) {
            sum += (double) vector[i] * other.vector[i];
        }
        return sum;
    }

    /** Without content. */
    @Override
    public String toString() {
        return "Encoded[length=" + text.length() + ", eligible=" + eligible + "]";
    }
}
