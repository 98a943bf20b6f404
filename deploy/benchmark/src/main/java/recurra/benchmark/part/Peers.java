package recurra.benchmark.part;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import recurra.benchmark.load.LoadGenerator.Target;
import recurra.benchmark.peer.ClaudeCodeRouter;
import recurra.benchmark.peer.LiteLlm;
import recurra.benchmark.peer.Peer;
import recurra.benchmark.peer.PeerTools;
import recurra.benchmark.peer.Portkey;
import recurra.benchmark.process.ProgramException;
import recurra.benchmark.result.Measure;
import recurra.benchmark.system.Chat;
import recurra.benchmark.system.Http;
import recurra.benchmark.system.Service;
import recurra.benchmark.system.Stack;

/** Recurra beside other gateways, as their users install them. */
public final class Peers implements Part {
    public static final String NAME = "peers";
    public static final String HITS = "Hits of those that cache: as many as it can";
    public static final String GATEWAY = "Recurra";

    private static final String MISS = "Miss, one body: 20 requests/s";
    private static final String MISS_STREAM = "Miss, stream: 20 requests/s";
    private static final String HITS_AT_RATE = "Hits of those that cache: 20 requests/s";
    private static final String DIRECT = "direct to the simulator";
    private static final double PER_SECOND = 20;
    private static final int TARGETS = 14;

    /** About, with what a first installation takes. */
    private static final Duration STARTS = Duration.ofSeconds(120);

    private static final String ONE = "What is the capital of Australia?";

    private static final List<Added> ADDED =
            List.of(
                    new Added(Measure.FIRST_BYTE_P50, Measure.ADDED_FIRST_BYTE_P50),
                    new Added(Measure.FIRST_BYTE_P99, Measure.ADDED_FIRST_BYTE_P99),
                    new Added(Measure.TOTAL_P50, Measure.ADDED_TOTAL_P50),
                    new Added(Measure.TOTAL_P99, Measure.ADDED_TOTAL_P99));

    private final AtomicLong asked = new AtomicLong();

    /** A measure, and the one of its difference to the direct way. */
    private record Added(Measure of, Measure to) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Beside other gateways";
    }

    @Override
    public String text() {
        return """
        Portkey's gateway and claude-code-router from npm, LiteLLM's proxy from PyPI, each installed and started as its documentation says, with one process, in front of the same
        simulated provider; claude-code-router is asked in Anthropic's format and translates. The rate is low because it has to be one that all of them can keep. Whether
        one caches is found out by asking twice and looking at the provider's count. Recurra runs with Kafka and Redis beside it, and without its template tier, which the others do
        not have.\
        """;
    }

    @Override
    public Duration expected(Effort effort) {
        return effort.of(TARGETS, STARTS);
    }

    @Override
    public void measure(Run run) throws IOException {
        try (Stack stack = run.stack(NAME).withInfrastructure()) {
            Service simulator = stack.simulator();
            Service gateway = stack.gateway("gateway", Map.of("recurra.template.enabled", "false"));
            List<Peer> peers = new ArrayList<>();
            peers.add(
                    new Peer(
                            DIRECT,
                            (question, stream) ->
                                    Chat.call(simulator.port(), question, stream, "")));
            peers.add(
                    new Peer(
                            GATEWAY,
                            (question, stream) -> Chat.call(gateway.port(), question, stream, "")));
            peers.addAll(others(run, simulator));
            misses(run, peers);
            hits(run, peers, simulator);
        }
    }

    private static List<Peer> others(Run run, Service simulator) {
        PeerTools tools = new PeerTools(run.tools("peers"), run.folder("peers"), run.processes());
        List<Peer> others = new ArrayList<>();
        start(run, "Portkey's gateway", () -> Portkey.start(tools, simulator))
                .ifPresent(others::add);
        start(run, "claude-code-router", () -> ClaudeCodeRouter.start(tools, simulator))
                .ifPresent(others::add);
        start(run, "LiteLLM", () -> LiteLlm.start(tools, simulator)).ifPresent(others::add);
        return others;
    }

    private interface Start {
        Peer peer() throws IOException;
    }

    private static Optional<Peer> start(Run run, String name, Start start) {
        run.say("installing and starting " + name);
        try {
            Peer peer = start.peer();
            run.note("Compared: " + peer.name() + ".");
            return Optional.of(peer);
        } catch (IOException | ProgramException e) {
            String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            run.note(name + " could not be installed or started here, and is left out: " + why);
            return Optional.empty();
        }
    }

    private void misses(Run run, List<Peer> peers) throws IOException {
        misses(run, MISS, peers, false);
        misses(run, MISS_STREAM, peers, true);
    }

    private void misses(Run run, String scenario, List<Peer> peers, boolean stream)
            throws IOException {
        List<Peer> answering =
                peers.stream().filter(peer -> isAnswering(run, peer, stream)).toList();
        Duration time = run.effort().load();
        for (Peer peer : answering) {
            run.warmUp(peer.name(), misses(peer, stream), run.effort().warmUp());
        }
        Rounds.each(
                run.effort().rounds(),
                answering,
                (_, peer) ->
                        run.atRate(scenario, peer.name(), misses(peer, stream), PER_SECOND, time));
        for (Added added : ADDED) {
            run.figures()
                    .compare(
                            scenario,
                            DIRECT,
                            added.of(),
                            added.to(),
                            (through, direct) -> through - direct);
        }
        run.plot(scenario, Measure.TOTAL_P50, Measure.TOTAL_P99);
    }

    private boolean isAnswering(Run run, Peer peer, boolean stream) {
        int status =
                Http.send(peer.calls().of(Questions.of(asked.getAndIncrement()), stream))
                        .statusCode();
        if (status != 200) {
            run.note(
                    "%s answers %s with status %d here, and is left out there."
                            .formatted(peer.name(), stream ? "streams" : "requests", status));
        }
        return status == 200;
    }

    private void hits(Run run, List<Peer> peers, Service simulator) throws IOException {
        List<Peer> caching = new ArrayList<>();
        for (Peer peer : peers) {
            if (peer.name().equals(DIRECT)) {
                continue;
            }
            if (caches(peer, simulator)) {
                caching.add(peer);
            } else {
                run.note(
                        peer.name()
                                + " asks the provider again for the same question, although told to cache where it can be: it has no hits to measure.");
            }
        }
        for (Peer peer : caching) {
            run.warmUp(peer.name(), hits(peer), run.effort().warmUp());
        }
        Rounds.each(
                run.effort().rounds(),
                caching,
                (_, peer) -> {
                    Duration time = run.effort().load();
                    run.flatOut(HITS, peer.name(), peer.calls().of(ONE, false), hits(peer), time);
                    run.atRate(HITS_AT_RATE, peer.name(), hits(peer), PER_SECOND, time);
                });
        run.plot(HITS, Measure.THROUGHPUT);
        run.plot(HITS_AT_RATE, Measure.TOTAL_P50, Measure.TOTAL_P99);
    }

    private boolean caches(Peer peer, Service simulator) {
        String question = Questions.of(asked.getAndIncrement());
        Http.send(peer.calls().of(question, false));
        double before = calls(simulator);
        Http.send(peer.calls().of(question, false));
        return calls(simulator) == before;
    }

    private static double calls(Service simulator) {
        return Http.json(simulator.url("/stats")).path("by_path").path(Chat.PATH).asDouble(0);
    }

    private Target misses(Peer peer, boolean stream) {
        return new Target(
                _ -> peer.calls().of(Questions.of(asked.getAndIncrement()), stream),
                reply -> reply.status() == 200);
    }

    private static Target hits(Peer peer) {
        return new Target(_ -> peer.calls().of(ONE, false), reply -> reply.status() == 200);
    }
}
