package recurra.evaluation.encoding;

import java.util.Arrays;
import java.util.List;

/**
 * The entries of a cache, to be scanned one and all.
 *
 * <p>The vectors lie in blocks, dimension by dimension, so that the innermost loop runs over
 * entries and the compiler turns it into vector instructions: a sum over the dimensions of one
 * entry would have to keep the order of its additions.
 */
public final class Entries {
    private static final int BLOCK = 256;

    private final List<Encoded> entries;
    private final int[] answers;
    private final int dimensions;
    private final float[][] blocks;

    /**
     * @param answers of the entries, by number
     */
    public Entries(List<Encoded> entries, int[] answers) {
        this.entries = entries;
        this.answers = answers.clone();
        dimensions = entries.isEmpty() ? 0 : entries.getFirst().vector().length;
        blocks = new float[(entries.size() + BLOCK - 1) / BLOCK][];
        for (int block = 0; block < blocks.length; block++) {
            float[] values = new float[dimensions * BLOCK];
            for (int i = 0; i < BLOCK && block * BLOCK + i < entries.size(); i++) {
                float[] vector = entries.get(block * BLOCK + i).vector();
                for (int d = 0; d < dimensions; d++) {
                    values[d * BLOCK + i] = vector[d];
                }
            }
            blocks[block] = values;
        }
    }

    public Encoded get(int entry) {
        return entries.get(entry);
    }

    /**
     * The nearest among the first entries, for each question and each of the sizes. Questions are
     * better asked together: a block of entries then stays in the processor's cache for all of
     * them.
     *
     * @param answers one for each question; entries with the same are left out
     * @param sizes ascending
     * @return by question and size the numbers of at most so many entries, nearest first
     */
    public int[][][] nearest(List<Encoded> asked, int[] answers, int count, int[] sizes) {
        Nearest[] nearest = new Nearest[asked.size()];
        int[][][] results = new int[asked.size()][sizes.length][];
        Arrays.setAll(nearest, i -> new Nearest(count));
        float[] cosines = new float[BLOCK];
        for (int block = 0; block < blocks.length; block++) {
            for (int question = 0; question < nearest.length; question++) {
                scan(asked.get(question).vector(), blocks[block], cosines);
                int start = block * BLOCK;
                int end = Math.min(start + BLOCK, entries.size());
                for (int size = 0; size < sizes.length; size++) {
                    if (sizes[size] >= start && sizes[size] < end) {
                        collect(nearest[question], cosines, start, sizes[size], answers[question]);
                        results[question][size] = nearest[question].numbers();
                        start = sizes[size];
                    }
                }
                collect(nearest[question], cosines, start, end, answers[question]);
            }
        }
        for (int question = 0; question < nearest.length; question++) {
            for (int size = 0; size < sizes.length; size++) {
                if (sizes[size] >= entries.size()) {
                    results[question][size] = nearest[question].numbers();
                }
            }
        }
        return results;
    }

    private void collect(Nearest nearest, float[] cosines, int start, int end, int answer) {
        for (int entry = start; entry < end; entry++) {
            float cosine = cosines[entry % BLOCK];
            if (cosine > nearest.least && answers[entry] != answer) {
                nearest.add(entry, cosine);
            }
        }
    }

    private void scan(float[] asked, float[] block, float[] cosines) {
        Arrays.fill(cosines, 0);
        for (int d = 0; d + 3 < dimensions; d += 4) {
            float a0 = asked[d];
            float a1 = asked[d + 1];
            float a2 = asked[d + 2];
            float a3 = asked[d + 3];
            int at = d * BLOCK;
            for (int i = 0; i < BLOCK; i++) {
                cosines[i] +=
                        a0 * block[at + i]
                                + a1 * block[at + BLOCK + i]
                                + a2 * block[at + 2 * BLOCK + i]
                                + a3 * block[at + 3 * BLOCK + i];
            }
        }
    }

    /** The best so far, best first. */
    private static final class Nearest {
        private final int[] numbers;
        private final float[] cosines;
        private int filled;
        private float least = Float.NEGATIVE_INFINITY;

        Nearest(int count) {
            numbers = new int[count];
            cosines = new float[count];
        }

        void add(int number, float cosine) {
            int at = filled < numbers.length ? filled++ : numbers.length - 1;
            while (at > 0 && cosines[at - 1] < cosine) {
                numbers[at] = numbers[at - 1];
                cosines[at] = cosines[at - 1];
                at--;
            }
            numbers[at] = number;
            cosines[at] = cosine;
            if (filled == numbers.length) {
                least = cosines[filled - 1];
            }
        }

        int[] numbers() {
            return Arrays.copyOf(numbers, filled);
        }
    }
}
