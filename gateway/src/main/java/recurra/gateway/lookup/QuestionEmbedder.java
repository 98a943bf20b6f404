package recurra.gateway.lookup;

import java.time.Duration;
import recurra.matching.template.PromptFeatures;
import recurra.store.template.EmbeddingSpace;

/** Turns a question into what similarity compares. */
@FunctionalInterface
public interface QuestionEmbedder {
    /**
     * The question's vector and features.
     *
     * @throws PartUnavailableException when it does not come within the timeout
     */
    Embedded embed(String question, Duration timeout);

    /** A vector of unit length, the space that it lives in, and the question's features. */
    record Embedded(
            EmbeddingSpace space,
            @SuppressWarnings("ArrayRecordComponent") float[] vector,
            PromptFeatures features) {
        @Override
        public String toString() {
            return "Embedded[space=" + space + ", dimensions=" + vector.length + "]";
        }
    }
}
