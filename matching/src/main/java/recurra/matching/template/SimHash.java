package recurra.matching.template;

import java.util.List;

/**
 * 64-bit SimHash (Charikar, 2002) over a text's words and pairs of neighbouring words, in folded
 * spelling. Texts with many features in common have hashes a few bits apart. It nominates
 * candidates among long prompts and is never evidence: one word in a long text moves it by nothing.
 *
 * <p>A feature's hash is 64-bit FNV-1a over its UTF-16 code units, mixed by the finalizer of
 * SplitMix64. The value of a text is kept in the index, so this must never change.
 */
public final class SimHash {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private SimHash() {}

    /** The hash of the text; 0 for a text without words. */
    public static long of(String text) {
        List<Lexer.Lexeme> words = Lexer.lex(text);
        int[] votes = new int[Long.SIZE];
        for (int i = 0; i < words.size(); i++) {
            vote(votes, words.get(i).text());
            if (i > 0) {
                vote(votes, words.get(i - 1).text() + " " + words.get(i).text());
            }
        }
        long hash = 0;
        for (int bit = 0; bit < Long.SIZE; bit++) {
            if (votes[bit] > 0) {
                hash |= 1L << bit;
            }
        }
        return hash;
    }

    /** In how many of 64 bits the hashes differ. */
    public static int distance(long one, long other) {
        return Long.bitCount(one ^ other);
    }

    private static void vote(int[] votes, String feature) {
        long hash = hash(feature);
        for (int bit = 0; bit < Long.SIZE; bit++) {
            votes[bit] += (hash >>> bit & 1) == 1 ? 1 : -1;
        }
    }

    private static long hash(String feature) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < feature.length(); i++) {
            hash = (hash ^ feature.charAt(i)) * FNV_PRIME;
        }
        hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
        return hash ^ hash >>> 31;
    }
}
