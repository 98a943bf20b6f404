package recurra.benchmark.part;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import recurra.benchmark.process.Processes;
import recurra.benchmark.result.Figure;
import recurra.benchmark.result.Measure;
import recurra.benchmark.result.PartResult;

/** The shortest run there is, with real servers in processes of their own. */
class ExactHitIT {
    private static final Effort SHORTEST =
            new Effort(
                    true,
                    1,
                    Duration.ofSeconds(1),
                    Duration.ofMillis(200),
                    Duration.ofSeconds(1),
                    1,
                    1,
                    1,
                    false);

    @TempDir private Path out;

    @Test
    void measuresTheGatewayBesideServersThatDoNothing() throws Exception {
        List<String> said = new ArrayList<>();
        Part part = new ExactHit();
        Run run;
        try (Processes processes = new Processes(out.resolve("log"))) {
            // Nothing is fetched from anywhere.
            run =
                    new Run(
                            SHORTEST,
                            root(),
                            out,
                            processes,
                            Optional.empty(),
                            Optional.empty(),
                            said::add);

            part.measure(run);
        }

        PartResult result = run.result(part, Duration.ofSeconds(1));
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
        assertThat(said).isNotEmpty();
        assertThat(out.resolve("data/exact-hit")).doesNotExist();
    }

    private static double value(
            PartResult result, String scenario, String target, Measure measure) {
        Optional<Figure> figure = result.figure(scenario, target, measure);
        assertThat(figure).as("%s of %s in %s", measure, target, scenario).isPresent();
        return figure.get().spread().median();
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/ARCHITECTURE.md"))) {
            folder = folder.getParent();
        }
        return folder;
    }
}
