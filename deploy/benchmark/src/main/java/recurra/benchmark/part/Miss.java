package recurra.benchmark.part;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import recurra.benchmark.load.Call;
import recurra.benchmark.load.LoadGenerator.Target;
import recurra.benchmark.load.Reply;
import recurra.benchmark.result.Measure;
import recurra.benchmark.system.Chat;
import recurra.benchmark.system.Http;
import recurra.benchmark.system.Service;
import recurra.benchmark.system.Stack;

/** What a client waits longer because the gateway stands between it and the provider. */
public final class Miss implements Part {
    public static final String NAME = "miss";
    public static final String BODY = "Miss, one body, template tier off: 200 requests/s";
    public static final String STREAM = "Miss, stream, template tier off: 200 requests/s";
    public static final String GATEWAY = "through Recurra";

    private static final String BODY_WITH_TIER = "Miss, one body, template tier on: 200 requests/s";
    private static final String STREAM_WITH_TIER = "Miss, stream, template tier on: 200 requests/s";
    private static final String DIRECT = "direct to the simulator";
    private static final double PER_SECOND = 200;
    private static final int TARGETS = 8;

    /** A miss goes through more code than a hit, and it takes longer until that is compiled. */
    private static final int LONGER = 4;

    private static final String BODY_PACE = "words=64";
    private static final String STREAM_PACE =
            "words=32; first-token-millis=20; inter-token-millis=2";

    private final AtomicLong asked = new AtomicLong();

    /** A way to the provider. */
    private record Way(String name, int port) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "What a miss costs";
    }

    @Override
    public String text() {
        return """
        Different questions at 200 requests/s, directly to the simulated provider and through the gateway. Every one is a miss, is answered by the provider, kept in Redis and
        written to Kafka. The body has 64 words and comes at once; the stream has 32, the first after 20 ms and the others 2 ms apart, and its first byte is its first
        event. The gateway asks the provider for the usage as well, which is one more event of the stream and comes 2 ms after the one before: so much of what is added to the total of a stream
        is the simulator's pace. *Added* is the difference of the quantiles in the same round. With the template tier off, only the gateway, Kafka and Redis run beside the simulator; with it on, the whole of
        Recurra does, so that each miss is also embedded and indexed, on the same cores.\
        """;
    }

    @Override
    public Duration expected(Effort effort) {
        return effort.of(TARGETS, Duration.ofSeconds(40))
                .plus(effort.warmUp().multipliedBy(4L * (2 * LONGER - 1)));
    }

    @Override
    public void measure(Run run) throws IOException {
        try (Stack stack = run.stack("miss").withInfrastructure()) {
            Service simulator = stack.simulator();
            Service gateway = stack.gateway("gateway", Map.of("recurra.template.enabled", "false"));
            compare(run, simulator, gateway, BODY, STREAM, false);
        }
        try (Stack stack = run.stack("miss-template").withInfrastructure()) {
            Service simulator = stack.simulator();
            stack.indexer();
            stack.embedder(true);
            Service gateway = stack.gateway("gateway-template", Map.of());
            run.note(
                    "Template tier: e5-small-v2 by ONNX, vectors in "
                            + stack.templateIndex()
                            + ".");
            compare(run, simulator, gateway, BODY_WITH_TIER, STREAM_WITH_TIER, true);
        }
    }

    /**
     * @param consumed whether embedder and indexer read what the gateway writes
     */
    private void compare(
            Run run,
            Service simulator,
            Service gateway,
            String body,
            String stream,
            boolean consumed)
            throws IOException {
        List<Way> ways =
                List.of(new Way(DIRECT, simulator.port()), new Way(GATEWAY, gateway.port()));
        for (Way way : ways) {
            for (boolean asStream : new boolean[] {false, true}) {
                Target target = target(way, asStream);
                Duration time = run.effort().warmUp();
                if (consumed) {
                    // More of them would leave the consumers with work for the rounds.
                    run.warmUpAtRate(way.name(), target, PER_SECOND, time);
                } else {
                    run.warmUp(way.name(), target, time.multipliedBy(LONGER));
                    // The calm after the storm is compiled anew.
                    run.warmUpAtRate(way.name(), target, PER_SECOND, time.multipliedBy(LONGER));
                }
            }
        }
        Rounds.each(
                run.effort().rounds(),
                ways,
                (_, way) -> {
                    measure(run, gateway, body, way, false);
                    measure(run, gateway, stream, way, true);
                });
        for (String scenario : List.of(body, stream)) {
            added(run, scenario, Measure.FIRST_BYTE_P50, Measure.ADDED_FIRST_BYTE_P50);
            added(run, scenario, Measure.FIRST_BYTE_P99, Measure.ADDED_FIRST_BYTE_P99);
            added(run, scenario, Measure.TOTAL_P50, Measure.ADDED_TOTAL_P50);
            added(run, scenario, Measure.TOTAL_P99, Measure.ADDED_TOTAL_P99);
            run.plot(scenario, Measure.TOTAL_P50, Measure.TOTAL_P95, Measure.TOTAL_P99);
        }
    }

    private void measure(Run run, Service gateway, String scenario, Way way, boolean stream) {
        double before = Http.metric(gateway, "recurra_degraded_total", "");
        run.atRate(scenario, way.name(), target(way, stream), PER_SECOND, run.effort().load());
        double degraded = Http.metric(gateway, "recurra_degraded_total", "") - before;
        run.figures().add(scenario, way.name(), Measure.DEGRADED, degraded);
    }

    private static void added(Run run, String scenario, Measure of, Measure to) {
        run.figures().compare(scenario, DIRECT, of, to, (through, direct) -> through - direct);
    }

    private Target target(Way way, boolean stream) {
        return new Target(_ -> call(way, stream), stream ? Reply::isWholeStream : Miss::isAnswer);
    }

    private Call call(Way way, boolean stream) {
        String question = Questions.of(asked.getAndIncrement());
        return Chat.call(way.port(), question, stream, stream ? STREAM_PACE : BODY_PACE);
    }

    private static boolean isAnswer(Reply reply) {
        return reply.status() == 200;
    }
}
