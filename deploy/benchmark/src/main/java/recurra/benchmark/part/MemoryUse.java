package recurra.benchmark.part;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import recurra.benchmark.load.Call;
import recurra.benchmark.load.LoadGenerator;
import recurra.benchmark.load.LoadGenerator.Target;
import recurra.benchmark.load.Outcome;
import recurra.benchmark.load.Streams;
import recurra.benchmark.part.Questions.Length;
import recurra.benchmark.process.Memory;
import recurra.benchmark.result.Measure;
import recurra.benchmark.system.Chat;
import recurra.benchmark.system.Http;
import recurra.benchmark.system.Service;
import recurra.benchmark.system.Stack;

/** What memory a gateway takes: with many streams at once, and as time goes by. */
public final class MemoryUse implements Part {
    public static final String NAME = "memory";
    public static final String STREAMS = "Streams at once";
    public static final String OVER_TIME = "Heap over time, under mixed load";
    public static final String LAST_TO_FIRST = "the last against the first";

    /** A simulator takes 4,096 calls at once, so the gateway has two of them as providers. */
    private static final List<String> MODELS = List.of("gpt-4o-mini", "gpt-4o");

    private static final int MANY = 5_000;

    /** It grows as it is needed. */
    private static final List<String> HEAP = List.of("-Xms32m", "-Xmx512m");

    /** Half of it holds the streams; with less the gateway refuses some of so many. */
    private static final List<String> STREAMS_HEAP = List.of("-Xms32m", "-Xmx1g");

    private static final int STARTED_PER_SECOND = 500;
    private static final String PACE = "words=24; first-token-millis=1000; inter-token-millis=1000";
    private static final Duration STREAM = Duration.ofSeconds(24);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final double PER_SECOND = 50;
    private static final int CONNECTIONS = 32;
    private static final int STOPS = 10;
    private static final int REPEATED = 200;

    private final AtomicLong asked = new AtomicLong();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Memory";
    }

    @Override
    public String text() {
        return """
        *Live heap* is what is left after a full collection (`jcmd GC.run`), *resident* what the process has of the machine's memory; the heap may grow to 512 MiB, under the streams to
        1 GiB. Streams: each is a miss that the
        simulated provider paces at one event per second for 24 s; both are taken while all of them run; a stream counts as broken that does not end with `[DONE]`. Over time: the whole of
        Recurra under 50 requests/s, of which 4 in 10 are exact hits, 3 hits as streams, 1 a reworded question, 1 a miss and 1 a miss as a stream; the first collection comes after a tenth of the
        time, when everything has been used.\
        """;
    }

    @Override
    public Duration expected(Effort effort) {
        return effort.mixedLoad().plusSeconds(effort.quick() ? 60 : 110);
    }

    private static List<Integer> counts(Effort effort) {
        return effort.quick() ? List.of(effort.streams()) : List.of(effort.streams(), MANY);
    }

    @Override
    public void measure(Run run) throws IOException {
        try (Stack stack = run.stack("streams").withInfrastructure()) {
            List<Service> simulators = List.of(stack.simulator(), stack.simulator("simulator-2"));
            Service gateway =
                    stack.gateway(
                            "gateway",
                            STREAMS_HEAP,
                            Map.of(
                                    "recurra.template.enabled",
                                    "false",
                                    "recurra.providers.second.base-url",
                                    simulators.getLast().url("/v1"),
                                    "recurra.providers.second.models",
                                    MODELS.getLast()));
            for (int count : counts(run.effort())) {
                try {
                    streams(run, gateway, simulators, count);
                } catch (RuntimeException e) {
                    notCarried(run, count, e);
                }
            }
        }
        try (Stack stack = run.stack("mixed").withInfrastructure()) {
            stack.simulator();
            stack.indexer();
            stack.embedder(true);
            overTime(run, stack.gateway("gateway-mixed", HEAP, Map.of()));
        }
    }

    private void streams(Run run, Service gateway, List<Service> simulators, int count) {
        String target = target(count);
        Memory memory = new Memory(gateway.process());
        Duration spread = Duration.ofMillis(1000L * count / STARTED_PER_SECOND);
        simulators.forEach(simulator -> Http.post(simulator.url("/stats/reset")));
        try (Streams streams =
                new Streams(count, spread, PATIENCE, number -> stream(gateway, number))) {
            Indexing.pause(spread.plus(STREAM.minus(spread).dividedBy(2)));
            double resident = memory.resident();
            double heap = memory.liveHeap();
            int broken = streams.broken();
            double most = simulators.stream().mapToDouble(MemoryUse::concurrent).sum();
            run.figures().add(STREAMS, target, Measure.STREAMS, most);
            run.figures().add(STREAMS, target, Measure.BROKEN, broken);
            run.figures().add(STREAMS, target, Measure.LIVE_HEAP, heap);
            run.figures().add(STREAMS, target, Measure.RESIDENT, resident);
            run.say(
                    "%s: %,.0f at once, %d broken, heap %.0f MiB, resident %.0f MiB"
                            .formatted(target, most, broken, heap, resident));
        }
    }

    /** The gateway has ended under so many; what it carried before is worth having all the same. */
    private static void notCarried(Run run, int count, RuntimeException e) {
        String target = target(count);
        run.figures().add(STREAMS, target, Measure.STREAMS, 0);
        run.figures().add(STREAMS, target, Measure.BROKEN, count);
        run.note("%s were not carried: %s".formatted(target, e.getMessage()));
    }

    private static String target(int count) {
        return "%,d streams".formatted(count);
    }

    private Call stream(Service gateway, int number) {
        String model = MODELS.get(number % MODELS.size());
        String question = Questions.of(asked.getAndIncrement());
        return Call.of(gateway.port(), Chat.PATH, Chat.body(model, question, true, PACE))
                .with("Authorization", "Bearer " + Stack.KEY);
    }

    private static double concurrent(Service simulator) {
        return Http.json(simulator.url("/stats")).path("concurrent_max").asDouble(0);
    }

    private void overTime(Run run, Service gateway) {
        Memory memory = new Memory(gateway.process());
        Duration stop = run.effort().mixedLoad().dividedBy(STOPS);
        double first = 0;
        double last = 0;
        for (int i = 1; i <= STOPS; i++) {
            Outcome outcome =
                    LoadGenerator.atRate(
                            new Target(
                                    number -> mixed(gateway, number),
                                    reply -> reply.status() == 200),
                            PER_SECOND,
                            stop,
                            CONNECTIONS);
            double resident = memory.resident();
            last = memory.liveHeap();
            first = i == 1 ? last : first;
            Duration since = stop.multipliedBy(i);
            String target =
                    since.toSeconds() < 60
                            ? "after %d s".formatted(since.toSeconds())
                            : "after %.3g min".formatted(since.toSeconds() / 60.0);
            run.figures().add(OVER_TIME, target, Measure.LIVE_HEAP, last);
            run.figures().add(OVER_TIME, target, Measure.RESIDENT, resident);
            run.figures().add(OVER_TIME, target, Measure.FAILED, outcome.failed());
            run.say(
                    "%s: heap %.1f MiB, resident %.0f MiB, %d requests failed"
                            .formatted(target, last, resident, outcome.failed()));
        }
        run.figures().add(OVER_TIME, LAST_TO_FIRST, Measure.RATIO, last / first);
        run.plot(OVER_TIME, Measure.LIVE_HEAP);
    }

    private Call mixed(Service gateway, long number) {
        int port = gateway.port();
        String known = Questions.of(Questions.COUNT - 1 - number % REPEATED);
        return switch ((int) (number % 10)) {
            case 0, 1, 2, 3 -> Chat.call(port, known, false, "");
            case 4, 5, 6 -> Chat.call(port, known, true, "");
            case 7 ->
                    Chat.call(
                            port,
                            number % 20 < 10
                                    ? Questions.kept(Length.TOKENS_8, reworded(number))
                                    : Questions.reworded(Length.TOKENS_8, reworded(number)),
                            false,
                            "");
            case 8 -> Chat.call(port, Questions.of(asked.getAndIncrement()), false, "");
            default ->
                    Chat.call(
                            port,
                            Questions.of(asked.getAndIncrement()),
                            true,
                            "words=40; inter-token-millis=20");
        };
    }

    private static int reworded(long number) {
        return (int) (number / 20 % Questions.REWORDED);
    }
}
