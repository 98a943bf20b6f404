package recurra.benchmark.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import recurra.benchmark.load.Outcome;

class FiguresTest {
    @Test
    void medianOfAnOddAndOfAnEvenNumber() {
        assertThat(Spread.of(List.of(9.0, 1.0, 4.0))).isEqualTo(new Spread(4, 1, 9));
        assertThat(Spread.of(List.of(9.0, 1.0, 4.0, 6.0))).isEqualTo(new Spread(5, 1, 9));
        assertThat(Spread.of(List.of(7.0))).isEqualTo(new Spread(7, 7, 7));
        assertThatIllegalArgumentException().isThrownBy(() -> Spread.of(List.of()));
    }

    @Test
    void comparesWithinARoundAndNotTheMedians() {
        Figures figures = new Figures();
        for (double[] round : new double[][] {{100, 200}, {10, 40}, {300, 400}}) {
            figures.add("hits", "mine", Measure.THROUGHPUT, round[0]);
            figures.add("hits", "other", Measure.THROUGHPUT, round[1]);
        }

        figures.compare(
                "hits", "other", Measure.THROUGHPUT, Measure.SHARE_OF_MVC, (mine, of) -> mine / of);

        assertThat(figures.all())
                .filteredOn(figure -> figure.measure() == Measure.SHARE_OF_MVC)
                .containsExactly(
                        new Figure("hits", "mine", Measure.SHARE_OF_MVC, List.of(0.5, 0.25, 0.75)));
    }

    @Test
    void comparesNothingWhereTheReferenceIsMissing() {
        Figures figures = new Figures();
        figures.add("hits", "mine", Measure.THROUGHPUT, 1);

        figures.compare(
                "hits", "other", Measure.THROUGHPUT, Measure.SHARE_OF_MVC, (mine, of) -> mine / of);

        assertThat(figures.all()).hasSize(1);
    }

    @Test
    void takesTheQuantilesOfALoad() {
        Histogram times = new Histogram(3);
        for (int millis = 1; millis <= 100; millis++) {
            times.recordValue(millis * 1_000_000L);
        }
        Figures figures = new Figures();

        figures.add("misses", "mine", new Outcome(times, times, times, 3, 1));

        assertThat(median(figures, Measure.TOTAL_P50)).isCloseTo(50, within(0.1));
        assertThat(median(figures, Measure.FIRST_BYTE_P95)).isCloseTo(95, within(0.1));
        assertThat(median(figures, Measure.SENT_LATE_P99)).isCloseTo(99, within(0.1));
        assertThat(median(figures, Measure.REQUESTS)).isEqualTo(100);
        assertThat(median(figures, Measure.FAILED)).isEqualTo(3);
    }

    @Test
    void aLoadWithoutAnyReplyHasNoTimes() {
        Histogram none = new Histogram(3);
        Figures figures = new Figures();

        figures.add("misses", "mine", new Outcome(none, none, none, 40, 1));

        assertThat(figures.all())
                .extracting(Figure::measure)
                .containsExactlyInAnyOrder(Measure.REQUESTS, Measure.FAILED);
    }

    private static double median(Figures figures, Measure measure) {
        return figures.all().stream()
                .filter(figure -> figure.measure() == measure)
                .findFirst()
                .orElseThrow()
                .spread()
                .median();
    }
}
