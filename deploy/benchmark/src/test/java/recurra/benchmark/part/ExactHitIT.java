package recurra.benchmark.part;

import static org.assertj.core.api.Assertions.assertThat;
import static recurra.benchmark.part.ShortestRun.value;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import recurra.benchmark.result.Measure;
import recurra.benchmark.result.PartResult;

class ExactHitIT {
    @TempDir private Path out;

    @Test
    void measuresTheGatewayBesideServersThatDoNothing() throws Exception {
        PartResult result = ShortestRun.of(new ExactHit(), out);

        for (String target :
                List.of(
                        ExactHit.GATEWAY,
                        ExactHit.WITHOUT_NEAR_CACHE,
                        ExactHit.MVC,
                        "bare servlet")) {
            for (String scenario : List.of(ExactHit.BODY, ExactHit.STREAM)) {
                assertThat(value(result, scenario, target, Measure.THROUGHPUT)).isPositive();
            }
            for (String scenario : List.of(ExactHit.BODY_AT_RATE, ExactHit.STREAM_AT_RATE)) {
                assertThat(value(result, scenario, target, Measure.REQUESTS)).isPositive();
                assertThat(value(result, scenario, target, Measure.FIRST_BYTE_P99)).isPositive();
            }
        }
        assertThat(value(result, ExactHit.BODY, ExactHit.GATEWAY, Measure.SHARE_OF_MVC))
                .isPositive();
    }
}
