package recurra.embedder.model;

/**
 * What a model made of some texts.
 *
 * @param vectors one for each text, in their order, unit length
 * @param tokens tokens read, prefixes included
 * @param truncated how many of the texts were longer than the model reads; their vectors stand for
 *     the beginning
 */
public record Embeddings(
        @SuppressWarnings("ArrayRecordComponent") float[][] vectors, long tokens, int truncated) {

    @Override
    public String toString() {
        return "Embeddings[vectors="
                + vectors.length
                + ", tokens="
                + tokens
                + ", truncated="
                + truncated
                + "]";
    }
}
