package recurra.embedder.model;

import java.util.List;
import recurra.matching.template.PromptFeatures;
import recurra.matching.template.TokenVectors;

/**
 * What a model made of some texts.
 *
 * @param vectors one for each text, in their order, unit length
 * @param tokenVectors one for each text, in their order; none where the model tells nothing of the
 *     tokens
 * @param tokens tokens read, prefixes included
 * @param truncated how many of the texts were longer than the model reads; their vectors stand for
 *     the beginning
 */
public record Embeddings(
        @SuppressWarnings("ArrayRecordComponent") float[][] vectors,
        List<TokenVectors> tokenVectors,
        long tokens,
        int truncated) {
    public Embeddings {
        tokenVectors = List.copyOf(tokenVectors);
    }

    /** The features of the text, which is the one at this place. */
    public PromptFeatures features(int place, String text) {
        return tokenVectors.isEmpty()
                ? PromptFeatures.of(text)
                : PromptFeatures.of(text, tokenVectors.get(place));
    }

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
