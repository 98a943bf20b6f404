package recurra.benchmark.part;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.LongStream;
import recurra.benchmark.process.ProgramException;
import recurra.benchmark.result.Measure;
import recurra.benchmark.system.Http;
import recurra.benchmark.system.LogWriter;
import recurra.benchmark.system.Service;
import recurra.benchmark.system.Stack;
import tools.jackson.databind.JsonNode;

/** How fast answers become entries, and how fast everything is rebuilt from the log. */
public final class WritePath implements Part {
    public static final String NAME = "write-path";

    private static final String EMBEDDED = "From interaction to index, embedding included";
    private static final String INDEXED = "The indexer alone, catching up";
    private static final String REBUILT = "Rebuild from the log";
    private static final String RECURRA = "Recurra";
    private static final int SAMPLES = 640;
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_REBUILD = Duration.ofMinutes(30);

    /** What a machine of two cores does per second, about; only for the time that is left. */
    private static final int EMBEDDED_PER_SECOND = 150;

    private static final int INDEXED_PER_SECOND = 2_000;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Write path";
    }

    @Override
    public String text() {
        return """
        Interactions are put into the log as the gateway does it, without a gateway. First the embedder makes their fingerprints (e5-small-v2 by ONNX) and the indexer puts them into Postgres, Redis and the
        template index; the time counts from the first interaction to the last fingerprint that is indexed. Then the indexer finds interactions and (made-up) fingerprints
        that are all there when it starts. Last, everything but the log is emptied and rebuilt (`./recurra replay`), once.\
        """;
    }

    @Override
    public Duration expected(Effort effort) {
        long seconds =
                30L
                        + effort.embedded() / EMBEDDED_PER_SECOND
                        + 2L * 2 * effort.rebuilt() / INDEXED_PER_SECOND;
        return Duration.ofSeconds(seconds);
    }

    @Override
    public void measure(Run run) throws IOException {
        Effort effort = run.effort();
        try (Stack stack = run.stack(NAME).withInfrastructure();
                LogWriter log = new LogWriter(stack.kafka()).withTopics()) {
            run.note("Vectors in " + stack.templateIndex() + ".");
            Service indexer = stack.indexer();
            Service consuming = stack.embedder(true);
            // The first ones load the model and compile the code.
            int warmUp = effort.embedded() / 10;
            log.interactions(0, warmUp, Questions::of);
            Indexing.await(indexer, warmUp);
            int share = effort.embedded() / effort.rounds();
            for (int round = 0; round < effort.rounds(); round++) {
                long from = warmUp + (long) round * share;
                long began = System.nanoTime();
                log.interactions(from, from + share, Questions::of);
                Indexing.await(indexer, from + share);
                double rate = share / ((System.nanoTime() - began) / 1e9);
                run.figures().add(EMBEDDED, RECURRA, Measure.ENTRIES_PER_SECOND, rate);
                run.say("%s: %,.0f/s".formatted(EMBEDDED, rate));
            }
            stack.end(consuming);
            stack.end(indexer);
            long there = warmUp + (long) share * effort.rounds();
            Service embedder = stack.embedder(false);
            log.madeUpEntries(
                    embedder,
                    LongStream.range(0, SAMPLES).mapToObj(Questions::of).toList(),
                    there,
                    effort.rebuilt(),
                    Questions::of);
            stack.end(embedder);
            Service again = stack.indexer();
            catchUp(run, again, effort.rebuilt() - there);
            rebuild(run, again);
        }
    }

    private static void catchUp(Run run, Service indexer, double fingerprints) {
        double first = events(indexer);
        long began = System.nanoTime();
        Indexing.await(indexer, fingerprints);
        double rate = (events(indexer) - first) / ((System.nanoTime() - began) / 1e9);
        run.figures().add(INDEXED, RECURRA, Measure.EVENTS_PER_SECOND, rate);
        run.say("%s: %,.0f events/s".formatted(INDEXED, rate));
    }

    private static double events(Service indexer) {
        return Indexing.indexed(indexer, "interaction") + Indexing.indexed(indexer, "fingerprint");
    }

    private static void rebuild(Run run, Service indexer) {
        Http.post(indexer.url("/replay"));
        JsonNode state = awaitRebuilt(indexer);
        double seconds =
                Duration.between(
                                        Instant.parse(state.path("startedAt").asString()),
                                        Instant.parse(state.path("finishedAt").asString()))
                                .toMillis()
                        / 1000.0;
        double events = state.path("events").asDouble(0);
        run.figures().add(REBUILT, RECURRA, Measure.ENTRIES, run.effort().rebuilt());
        run.figures().add(REBUILT, RECURRA, Measure.EVENTS_PER_SECOND, events / seconds);
        run.figures().add(REBUILT, RECURRA, Measure.SECONDS, seconds);
        run.say("%s: %,.0f events in %.1f s".formatted(REBUILT, events, seconds));
    }

    private static JsonNode awaitRebuilt(Service indexer) {
        long deadline = System.nanoTime() + LONGEST_REBUILD.toNanos();
        while (System.nanoTime() < deadline) {
            JsonNode state = Http.json(indexer.url("/replay"));
            switch (state.path("state").asString("")) {
                case "running" -> Indexing.pause(PAUSE);
                case "done" -> {
                    return state;
                }
                default -> throw new ProgramException("The rebuild failed: " + state);
            }
        }
        throw new ProgramException("The rebuild took longer than " + LONGEST_REBUILD);
    }
}
