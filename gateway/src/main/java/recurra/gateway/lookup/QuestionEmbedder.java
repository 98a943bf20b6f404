package recurra.gateway.lookup;

import java.time.Duration;
import recurra.store.template.EmbeddingSpace;

/** Turns a question into a vector. */
@FunctionalInterface
public interface QuestionEmbedder {
    /**
     * The question's vector.
     *
     * @throws PartUnavailableException when it does not come within the timeout
     */
    Embedded embed(String question, Duration timeout);

    /** A vector of unit length, and the space that it lives in. */
    record Embedded(
            EmbeddingSpace space, @SuppressWarnings("ArrayRecordComponent") float[] vector) {
        @Override
        public String toString() {
            return "Embedded[space=" + space + ", dimensions=" + vector.length + "]";
        }
    }
}
