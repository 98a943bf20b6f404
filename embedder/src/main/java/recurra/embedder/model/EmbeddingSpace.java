package recurra.embedder.model;

/**
 * The space that vectors live in; vectors of different spaces are never compared.
 *
 * @param model the embedding model's name
 * @param version changes whenever the same text would get another vector
 */
public record EmbeddingSpace(String model, String version) {
    /** The length of every vector, which the template index is built for. */
    public static final int DIMENSIONS = 384;

    /** The space as one word: {@code model/version}. */
    @Override
    public String toString() {
        return model + "/" + version;
    }
}
