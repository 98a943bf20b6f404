package recurra.embedder.embeddings;

import java.util.List;

/**
 * A valid request for embeddings.
 *
 * @param inputs the texts, at least one, none empty
 * @param format how the vectors are written
 */
record EmbeddingRequest(List<String> inputs, Format format) {
    EmbeddingRequest {
        inputs = List.copyOf(inputs);
    }

    /** How a vector is written. */
    enum Format {
        /** An array of numbers. */
        FLOAT,
        /** The 32-bit floats, little end first, in Base64. */
        BASE64
    }

    @Override
    public String toString() {
        return "EmbeddingRequest[inputs=" + inputs.size() + ", format=" + format + "]";
    }
}
