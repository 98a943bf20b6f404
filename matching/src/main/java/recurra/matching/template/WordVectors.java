package recurra.matching.template;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A small vector for each word of a prompt that carries meaning: the mean of its tokens' vectors,
 * thrown on {@link #DIMENSIONS} random directions, which keeps angles (Achlioptas,
 * Database-friendly random projections, 2003), and rounded to bytes. A word without tokens has a
 * vector of zeros.
 */
final class WordVectors {
    static final int DIMENSIONS = 192;

    /** The same directions in every process. */
    private static final long SEED = 20_260_214;

    private static final int LARGEST = 127;

    /** More than a cosine is off when its roots are taken one by one. */
    private static final double ROUNDING = 1e-9;

    /** In whole numbers: the compiler makes vector instructions of sums over these. */
    private final int[][] vectors;

    /** The squares of their lengths. */
    private final int[] squares;

    /**
     * The vectors, ready to be compared.
     *
     * @param rounded as {@link #of} makes them
     */
    WordVectors(byte[][] rounded) {
        vectors = new int[rounded.length][DIMENSIONS];
        squares = new int[rounded.length];
        for (int i = 0; i < rounded.length; i++) {
            byte[] bytes = rounded[i];
            int[] vector = vectors[i];
            for (int d = 0; d < DIMENSIONS; d++) {
                vector[d] = bytes[d];
            }
            squares[i] = product(vector, vector);
        }
    }

    int size() {
        return vectors.length;
    }

    /** Adds the vector to the sum. */
    void addTo(int[] sum, int vector) {
        int[] added = vectors[vector];
        for (int d = 0; d < DIMENSIONS; d++) {
            sum[d] += added[d];
        }
    }

    /** For each vector of both the largest cosine to one of the other's, at least 0. */
    static Nearest nearest(WordVectors one, WordVectors other) {
        double[] left = new double[one.size()];
        double[] right = new double[other.size()];
        double[] scales = new double[other.size()];
        Arrays.setAll(scales, j -> scale(other.squares[j]));
        for (int i = 0; i < left.length; i++) {
            int[] vector = one.vectors[i];
            double scale = scale(one.squares[i]);
            double best = 0;
            for (int j = 0; j < right.length; j++) {
                int product = product(vector, other.vectors[j]);
                // Only what may be the largest is worth a root: most are not.
                double nearly = product * scale * scales[j] + ROUNDING;
                if (nearly > best || nearly > right[j]) {
                    double cosine = cosine(product, one.squares[i], other.squares[j]);
                    best = Math.max(best, cosine);
                    right[j] = Math.max(right[j], cosine);
                }
            }
            left[i] = best;
        }
        return new Nearest(left, right);
    }

    /**
     * The largest cosines.
     *
     * @param one of the first prompt's vectors
     * @param other of the second's
     */
    record Nearest(
            @SuppressWarnings("ArrayRecordComponent") double[] one,
            @SuppressWarnings("ArrayRecordComponent") double[] other) {}

    private static double scale(int square) {
        return square == 0 ? 0 : 1 / Math.sqrt(square);
    }

    /** At most {@code DIMENSIONS * LARGEST * LARGEST}, which is far from too much. */
    private static int product(int[] one, int[] other) {
        int product = 0;
        for (int d = 0; d < DIMENSIONS; d++) {
            product += one[d] * other[d];
        }
        return product;
    }

    /** The cosine of the angle between two vectors; 0 where one has no direction. */
    private static double cosine(int product, int left, int right) {
        return left == 0 || right == 0 ? 0 : product / Math.sqrt((double) left * right);
    }

    /** The vectors of the words that are no function words, in their order. */
    static byte[][] of(List<Word> words, List<WordReader.Span> spans, TokenVectors tokens) {
        @Nullable Projection projection =
                tokens.vectors().length == 0 ? null : Projection.of(tokens.vectors()[0].length);
        byte[][] vectors = new byte[(int) words.stream().filter(w -> !w.isFunction()).count()][];
        int next = 0;
        int token = 0;
        for (int i = 0; i < words.size(); i++) {
            WordReader.Span span = spans.get(i);
            while (token < tokens.vectors().length && tokens.ends().get(token) <= span.start()) {
                token++;
            }
            if (words.get(i).isFunction()) {
                continue;
            }
            float @Nullable [] sum = null;
            for (int t = token;
                    t < tokens.vectors().length && tokens.starts().get(t) < span.end();
                    t++) {
                sum = add(sum, tokens.vectors()[t]);
            }
            vectors[next++] =
                    sum == null || projection == null
                            ? new byte[DIMENSIONS]
                            : rounded(projection.apply(sum));
        }
        return vectors;
    }

    /**
     * The cosine of the angle between two sums of vectors; 1 where neither has a direction, 0 where
     * only one has.
     */
    static double cosine(int[] one, int[] other) {
        double product = 0;
        double left = 0;
        double right = 0;
        for (int i = 0; i < DIMENSIONS; i++) {
            product += (double) one[i] * other[i];
            left += (double) one[i] * one[i];
            right += (double) other[i] * other[i];
        }
        if (left == 0 && right == 0) {
            return 1;
        }
        return left == 0 || right == 0 ? 0 : product / Math.sqrt(left * right);
    }

    private static float[] add(float @Nullable [] sum, float[] vector) {
        // Tokens count alike, whatever the length of their vectors.
        double squares = 0;
        for (float value : vector) {
            squares += value * value;
        }
        float scale = squares == 0 ? 0 : (float) (1 / Math.sqrt(squares));
        float[] result = sum == null ? new float[vector.length] : sum;
        for (int i = 0; i < vector.length; i++) {
            result[i] += vector[i] * scale;
        }
        return result;
    }

    private static byte[] rounded(float[] vector) {
        float largest = 0;
        for (float value : vector) {
            largest = Math.max(largest, Math.abs(value));
        }
        byte[] bytes = new byte[vector.length];
        if (largest > 0) {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) Math.round(vector[i] / largest * LARGEST);
            }
        }
        return bytes;
    }

    /** The random directions: for each number of a vector its sign in each of them. */
    private record Projection(@SuppressWarnings("ArrayRecordComponent") float[][] signs) {
        private static volatile Projection last = new Projection(new float[0][]);

        static Projection of(int length) {
            Projection known = last;
            if (known.signs().length == length) {
                return known;
            }
            Random random = new Random(SEED);
            float[][] signs = new float[length][DIMENSIONS];
            for (int d = 0; d < DIMENSIONS; d++) {
                for (int i = 0; i < length; i++) {
                    signs[i][d] = random.nextBoolean() ? 1 : -1;
                }
            }
            Projection made = new Projection(signs);
            last = made;
            return made;
        }

        float[] apply(float[] vector) {
            float[] result = new float[DIMENSIONS];
            for (int i = 0; i < vector.length; i++) {
                float value = vector[i];
                float[] row = signs[i];
                for (int d = 0; d < DIMENSIONS; d++) {
                    result[d] += value * row[d];
                }
            }
            return result;
        }

        @Override
        public String toString() {
            return "Projection[length=" + signs.length + "]";
        }
    }
}
