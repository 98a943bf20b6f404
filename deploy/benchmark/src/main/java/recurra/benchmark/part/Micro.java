package recurra.benchmark.part;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import recurra.benchmark.process.JavaProgram;
import recurra.benchmark.process.Program;
import recurra.benchmark.result.Measure;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What single steps of a look-up take, by JMH. */
public final class Micro implements Part {
    public static final String NAME = "micro";

    /** What a decision is called, with the tokens of its questions. */
    public static final String DECISION_32 = "decision, 32 tokens";

    public static final String SCENARIO = "One step on one thread";
    private static final Duration LIMIT = Duration.ofMinutes(15);
    private static final Duration ONE_BENCHMARK = Duration.ofSeconds(15);
    private static final int BENCHMARKS = 14;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Single steps";
    }

    @Override
    public String text() {
        return "The parts of a look-up that are Recurra's own, by JMH in a JVM of their own (`./recurra bench jmh` runs them with other options).";
    }

    @Override
    public Duration expected(Effort effort) {
        return ONE_BENCHMARK.multipliedBy(BENCHMARKS).dividedBy(effort.quick() ? 2 : 1);
    }

    @Override
    public void measure(Run run) throws IOException {
        Path folder = run.folder("jmh");
        Path results = folder.resolve("results.json");
        Files.deleteIfExists(results);
        new Program(
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        Map.of(
                                "CLASSPATH",
                                JavaProgram.classPathOf(run.root().resolve("deploy/benchmark"))))
                .run(
                        folder,
                        List.of(
                                "-Xmx1g",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "org.openjdk.jmh.Main",
                                "-wi",
                                run.effort().quick() ? "1" : "3",
                                "-i",
                                run.effort().quick() ? "1" : "5",
                                "-w",
                                "1",
                                "-r",
                                "1",
                                "-rf",
                                "json",
                                "-rff",
                                results.toString()),
                        folder.resolve("log"),
                        LIMIT);
        for (JsonNode benchmark : JsonMapper.shared().readTree(Files.readString(results))) {
            String name = benchmark.path("benchmark").asString("");
            String tokens = benchmark.path("params").path("tokens").asString("");
            String step =
                    name.substring(name.lastIndexOf('.') + 1)
                            + (tokens.isEmpty() ? "" : ", " + tokens + " tokens");
            JsonNode metric = benchmark.path("primaryMetric");
            double mean = metric.path("score").asDouble(0);
            run.figures().add(SCENARIO, step, Measure.MICROS, mean);
            run.figures()
                    .add(
                            SCENARIO,
                            step,
                            Measure.MICROS_P99,
                            metric.path("scorePercentiles").path("99.0").asDouble(0));
            run.say("%s: %.2f µs".formatted(step, mean));
        }
    }
}
