package recurra.evaluation.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import recurra.matching.template.PromptFeatures;

class EntriesTest {
    private static final int DIMENSIONS = 16;
    private static final int ALL = 1_000;

    private final Random random = new Random(5);
    private final List<Encoded> entries =
            IntStream.range(0, ALL).mapToObj(i -> entry("entry " + i)).toList();

    @Test
    void findsTheSameAsAPlainScan() {
        int[] answers = IntStream.range(0, ALL).map(i -> i % 10).toArray();
        Entries scanned = new Entries(entries, answers);
        int[] sizes = {3, 100, 256, 999, 1_000};

        for (int round = 0; round < 20; round++) {
            Encoded asked = entry("asked");
            int[][] nearest =
                    scanned.nearest(List.of(entry("another"), asked), new int[] {1, 4}, 5, sizes)[
                            1];

            for (int i = 0; i < sizes.length; i++) {
                assertThat(nearest[i])
                        .containsExactly(
                                IntStream.range(0, sizes[i])
                                        .filter(entry -> answers[entry] != 4)
                                        .boxed()
                                        .sorted(
                                                Comparator.comparingDouble(
                                                        entry -> -asked.cosine(entries.get(entry))))
                                        .limit(5)
                                        .mapToInt(Integer::intValue)
                                        .toArray());
            }
        }
    }

    @Test
    void anEmptyCacheHasNothing() {
        Entries none = new Entries(List.of(), new int[0]);

        assertThat(none.nearest(List.of(entry("asked")), new int[1], 5, new int[] {0})[0][0])
                .isEmpty();
    }

    private Encoded entry(String text) {
        float[] vector = new float[DIMENSIONS];
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return new Encoded(text, vector, PromptFeatures.of(text), 0, true, null);
    }
}
