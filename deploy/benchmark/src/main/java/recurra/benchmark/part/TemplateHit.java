package recurra.benchmark.part;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import recurra.benchmark.load.Call;
import recurra.benchmark.load.HttpConnection;
import recurra.benchmark.load.LoadGenerator.Target;
import recurra.benchmark.part.Questions.Length;
import recurra.benchmark.result.Measure;
import recurra.benchmark.system.Chat;
import recurra.benchmark.system.Http;
import recurra.benchmark.system.LogWriter;
import recurra.benchmark.system.Service;
import recurra.benchmark.system.Stack;

/** How long a reworded question takes that the template tier answers. */
public final class TemplateHit implements Part {
    public static final String NAME = "template-hit";
    public static final String TOKENS_32 = Length.TOKENS_32.label();

    /** So that what is slow counts with its time: a look-up beyond its budget is a miss. */
    private static final Map<String, String> PATIENT =
            Map.of("recurra.template.budget", "1s", "recurra.postgres.timeout", "1s");

    private static final List<Integer> SIZES = List.of(1_000, 100_000);
    private static final List<Integer> QUICK_SIZES = List.of(1_000);
    private static final int MILLION = 1_000_000;
    private static final int SAMPLES = 640;
    private static final double PER_SECOND = 20;
    private static final int ENTRIES_PER_SECOND = 1_000;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Template hits";
    }

    @Override
    public String text() {
        return """
        Reworded questions at 20 requests/s, which the template tier answers: each is embedded, looked for among the entries of its scope, compared with the nearest and answered from
        Postgres. All entries stand in one scope, which is the worst case. They come from the log like any others; the vectors of all but those that are asked
        for are made up, around 640 real ones. Nothing else runs meanwhile. Every reply is checked for `x-cache-match: template`.\
        """;
    }

    @Override
    public Duration expected(Effort effort) {
        List<Integer> sizes = sizes(effort);
        long loads = (long) effort.rounds() * sizes.size() * Length.values().length;
        return effort.load()
                .multipliedBy(loads)
                .plusSeconds(40)
                .plusSeconds(sizes.getLast() / ENTRIES_PER_SECOND);
    }

    /** What the entries of so many are called. */
    public static String scenario(int entries) {
        return "Template hit among %,d entries: 20 requests/s".formatted(entries);
    }

    private static List<Integer> sizes(Effort effort) {
        List<Integer> sizes = new ArrayList<>(effort.quick() ? QUICK_SIZES : SIZES);
        if (effort.million()) {
            sizes.add(MILLION);
        }
        return sizes;
    }

    @Override
    public void measure(Run run) throws IOException {
        try (Stack stack = run.stack(NAME).withInfrastructure()) {
            stack.simulator();
            Service embedder = stack.embedder(false);
            Service indexer = stack.indexer();
            Service gateway = stack.gateway("gateway", PATIENT);
            run.note("Vectors in " + stack.templateIndex() + ", model e5-small-v2 by ONNX.");
            try (LogWriter log = new LogWriter(stack.kafka()).withTopics()) {
                List<String> kept =
                        Arrays.stream(Length.values())
                                .flatMap(length ->
                                        IntStream.range(0, Questions.REWORDED)
                                                .mapToObj(i -> Questions.kept(length, i)))
                                .toList();
                log.entries(embedder, kept);
                Indexing.await(indexer, kept.size());
                long entries = kept.size();
                for (int size : sizes(run.effort())) {
                    log.madeUpEntries(
                            embedder,
                            LongStream.range(0, SAMPLES).mapToObj(Questions::of).toList(),
                            entries,
                            size,
                            Questions::of);
                    Duration took = Indexing.await(indexer, size);
                    run.say("%,d entries, indexed in %s s".formatted(size, took.toSeconds()));
                    entries = size;
                    measure(run, gateway, size);
                }
            }
        }
    }

    private static void measure(Run run, Service gateway, int size) throws IOException {
        String scenario = scenario(size);
        Map<Length, List<Call>> hits = new EnumMap<>(Length.class);
        for (Length length : Length.values()) {
            hits.put(length, hits(run, gateway, length));
        }
        Rounds.each(
                run.effort().rounds(),
                List.of(Length.values()),
                (_, length) -> {
                    List<Call> calls = hits.getOrDefault(length, List.of());
                    if (calls.isEmpty()) {
                        return;
                    }
                    double before = Http.metric(gateway, "recurra_degraded_total", "");
                    run.atRate(
                            scenario,
                            length.label(),
                            new Target(
                                    number -> calls.get((int) (number % calls.size())),
                                    reply -> reply.isMatch("template")),
                            PER_SECOND,
                            run.effort().load());
                    double degraded = Http.metric(gateway, "recurra_degraded_total", "") - before;
                    run.figures().add(scenario, length.label(), Measure.DEGRADED, degraded);
                });
        run.plot(scenario, Measure.TOTAL_P50, Measure.TOTAL_P95, Measure.TOTAL_P99);
    }

    /**
     * The rewordings that are answered: some entry that was made up may be nearer than the one that
     * was meant. Asking also warms up.
     */
    private static List<Call> hits(Run run, Service gateway, Length length) throws IOException {
        List<Call> hits = new ArrayList<>();
        int asked = 0;
        try (HttpConnection connection = new HttpConnection(Duration.ofSeconds(20))) {
            for (int pass = 0; pass < 3; pass++) {
                hits.clear();
                for (int i = 0; i < Questions.REWORDED; i++) {
                    Call call =
                            Chat.call(gateway.port(), Questions.reworded(length, i), false, "")
                                    .with("x-cache-store", "false");
                    asked++;
                    if (connection.send(call).isMatch("template")) {
                        hits.add(call);
                    }
                }
            }
        }
        run.say(
                "%s: %d of %d rewordings are answered"
                        .formatted(length.label(), hits.size(), asked / 3));
        if (hits.isEmpty()) {
            run.note("No rewording with " + length.label() + " was answered: left out.");
        }
        return hits;
    }
}
