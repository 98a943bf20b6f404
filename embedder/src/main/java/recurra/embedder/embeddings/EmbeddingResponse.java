package recurra.embedder.embeddings;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import recurra.embedder.embeddings.EmbeddingRequest.Format;
import recurra.embedder.model.Embeddings;

/** OpenAI's list of embeddings. */
record EmbeddingResponse(String object, List<Item> data, String model, Usage usage) {
    EmbeddingResponse {
        data = List.copyOf(data);
    }

    static EmbeddingResponse of(Embeddings embeddings, Format format, String model) {
        float[][] vectors = embeddings.vectors();
        List<Item> data = new ArrayList<>(vectors.length);
        for (int i = 0; i < vectors.length; i++) {
            Object vector =
                    switch (format) {
                        case FLOAT -> vectors[i];
                        case BASE64 -> base64(vectors[i]);
                    };
            data.add(new Item("embedding", i, vector));
        }
        return new EmbeddingResponse(
                "list", data, model, new Usage(embeddings.tokens(), embeddings.tokens()));
    }

    /**
     * @param embedding an array of floats, or a string
     */
    record Item(String object, int index, Object embedding) {
        @Override
        public String toString() {
            return "Item[index=" + index + "]";
        }
    }

    record Usage(
            @JsonProperty("prompt_tokens") long promptTokens,
            @JsonProperty("total_tokens") long totalTokens) {}

    /** The 32-bit floats, little end first, in Base64. */
    static String base64(float[] vector) {
        ByteBuffer bytes =
                ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
