package recurra.matching.template;

import java.util.List;

/**
 * What an embedding model made of a prompt, token by token.
 *
 * @param starts where each token begins in the prompt, in UTF-16 units; prefixes and special tokens
 *     left out
 * @param ends where each token ends, exclusive
 * @param vectors one for each token, all of the same length
 */
public record TokenVectors(
        List<Integer> starts,
        List<Integer> ends,
        @SuppressWarnings("ArrayRecordComponent") float[][] vectors) {
    public TokenVectors {
        starts = List.copyOf(starts);
        ends = List.copyOf(ends);
        if (starts.size() != vectors.length || ends.size() != vectors.length) {
            throw new IllegalArgumentException(
                    "%d vectors for %d starts and %d ends"
                            .formatted(vectors.length, starts.size(), ends.size()));
        }
    }

    @Override
    public String toString() {
        return "TokenVectors[tokens=" + vectors.length + "]";
    }
}
