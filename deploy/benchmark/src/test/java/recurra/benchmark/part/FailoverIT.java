package recurra.benchmark.part;

import static org.assertj.core.api.Assertions.assertThat;
import static recurra.benchmark.part.ShortestRun.value;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import recurra.benchmark.result.Figure;
import recurra.benchmark.result.Measure;
import recurra.benchmark.result.PartResult;

class FailoverIT {
    @TempDir private Path out;

    @Test
    void measuresEachWayToFailAndLosesNoRequest() throws Exception {
        PartResult result = ShortestRun.of(new Failover(), out);

        assertThat(result.figures().stream().map(Figure::target).distinct())
                .containsExactlyInAnyOrder(
                        Failover.ALONE,
                        "no connection",
                        "status 500",
                        "status 429",
                        "no first token",
                        "Recurra");
        assertThat(result.figures())
                .filteredOn(figure -> figure.scenario().equals(Failover.FAILING))
                .filteredOn(figure -> figure.measure() == Measure.FAILED_REQUESTS)
                .hasSize(5)
                .allSatisfy(figure -> assertThat(figure.rounds()).containsOnly(0.0));
        assertThat(value(result, Failover.FAILING, "no first token", Measure.FAILOVER_MAX))
                .isPositive();
        assertThat(value(result, Failover.KILLED, "Recurra", Measure.REQUESTS)).isPositive();
    }
}
