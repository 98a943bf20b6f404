package recurra.benchmark.part;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import recurra.benchmark.process.Processes;
import recurra.benchmark.result.Figure;
import recurra.benchmark.result.Machine;
import recurra.benchmark.result.Measure;
import recurra.benchmark.result.PartResult;

/** The shortest run of a part, with real servers in processes of their own. */
final class ShortestRun {
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

    private ShortestRun() {}

    static PartResult of(Part part, Path out) throws IOException {
        List<String> said = new ArrayList<>();
        Run run;
        try (Processes processes = new Processes(out.resolve("log"))) {
            // Nothing is fetched from anywhere.
            run =
                    new Run(
                            SHORTEST,
                            Machine.here(root(), List.of()),
                            root(),
                            out,
                            processes,
                            Optional.empty(),
                            Optional.empty(),
                            said::add);

            part.measure(run);
        }
        assertThat(said).isNotEmpty();
        assertThat(out.resolve("data").resolve(part.name())).doesNotExist();
        return run.result(part, Duration.ofSeconds(1));
    }

    static double value(PartResult result, String scenario, String target, Measure measure) {
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
