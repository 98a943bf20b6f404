package recurra.benchmark.part;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import recurra.benchmark.process.ProgramException;
import recurra.benchmark.result.Measure;
import recurra.benchmark.system.Service;
import recurra.benchmark.system.Stack;

/** How long a gateway takes from its process' start to its first answer. */
public final class StartUp implements Part {
    public static final String NAME = "start-up";
    public static final String SCENARIO = "From the start of the process to the first answer";

    private static final String PLAIN = "Recurra";
    private static final String CACHED = "Recurra with the JDK's AOT cache";
    private static final Duration ONE_START = Duration.ofSeconds(4);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Start";
    }

    @Override
    public String text() {
        return """
        A gateway alone: its own class path, no Kafka, Redis, Postgres or provider there, asked every 5 ms for `/healthz` until it answers. The AOT cache
        (JEP 483, 514 and 515) is made by one such start (`-XX:AOTCacheOutput`) and used by the others (`-XX:AOTCache`).\
        """;
    }

    @Override
    public Duration expected(Effort effort) {
        return ONE_START.multipliedBy(2L * effort.rounds() + 6);
    }

    @Override
    public void measure(Run run) throws IOException {
        Path cache = run.folder("aot").resolve("gateway.aot");
        Files.deleteIfExists(cache);
        try (Stack stack = run.stack(NAME).withNothing()) {
            stack.end(stack.gatewayAlone(List.of("-XX:AOTCacheOutput=" + cache)));
            if (!Files.exists(cache)) {
                throw new ProgramException("The JVM made no AOT cache");
            }
            run.note("The cache has %,d MiB.".formatted(Files.size(cache) >> 20));
            Rounds.each(
                    run.effort().rounds(),
                    List.of(PLAIN, CACHED),
                    (_, target) -> {
                        Service gateway =
                                stack.gatewayAlone(
                                        target.equals(CACHED)
                                                ? List.of("-XX:AOTCache=" + cache)
                                                : List.of());
                        double seconds = gateway.ready().toMillis() / 1000.0;
                        stack.end(gateway);
                        run.figures().add(SCENARIO, target, Measure.SECONDS, seconds);
                        run.say("%s: %.2f s".formatted(target, seconds));
                    });
        }
        run.plot(SCENARIO, Measure.SECONDS);
    }
}
