package recurra.embedder.model.onnx;

import java.nio.FloatBuffer;

/** How the vectors of a text's tokens become one vector. */
public enum Pooling {
    /** The mean of the tokens' vectors: e5, gte, all-MiniLM. */
    MEAN {
        @Override
        void pool(FloatBuffer tokenVectors, int offset, int tokens, float[] vector) {
            for (int token = 0; token < tokens; token++) {
                int start = offset + token * vector.length;
                for (int i = 0; i < vector.length; i++) {
                    vector[i] += tokenVectors.get(start + i);
                }
            }
            for (int i = 0; i < vector.length; i++) {
                vector[i] /= tokens;
            }
        }
    },
    /** The vector of the first token: bge. */
    FIRST {
        @Override
        void pool(FloatBuffer tokenVectors, int offset, int tokens, float[] vector) {
            tokenVectors.get(offset, vector);
        }
    };

    /**
     * Writes the text's vector.
     *
     * @param offset where the vector of the text's first token starts
     * @param tokens how many tokens the text has, padding left out
     * @param vector zeros at first
     */
    abstract void pool(FloatBuffer tokenVectors, int offset, int tokens, float[] vector);
}
