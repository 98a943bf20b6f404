package recurra.benchmark.part;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import recurra.benchmark.load.Call;
import recurra.benchmark.load.LoadGenerator;
import recurra.benchmark.load.LoadGenerator.Target;
import recurra.benchmark.load.Outcome;
import recurra.benchmark.load.Reply;
import recurra.benchmark.process.ProgramException;
import recurra.benchmark.result.Measure;
import recurra.benchmark.system.Chat;
import recurra.benchmark.system.Http;
import recurra.benchmark.system.Service;
import recurra.benchmark.system.Stack;
import recurra.embedded.Ports;

/** How long a client waits for another provider when the first one does not answer. */
public final class Failover implements Part {
    public static final String NAME = "failover";
    public static final String FAILING = "A stream whose first provider fails: 10 requests/s";
    public static final String ALONE = "none, the second provider is asked at once";

    public static final String KILLED = "The first provider is killed under load: 50 requests/s";
    private static final String GATEWAY = "Recurra";
    private static final int PER_SECOND = 10;
    private static final int PER_SECOND_UNDER_LOAD = 50;
    private static final Duration FIRST_TOKEN = Duration.ofMillis(20);

    /** How long the gateway waits for the first provider's first token. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final int ARMED = 10_000;
    private static final Duration STARTS = Duration.ofSeconds(25);

    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong models = new AtomicLong();

    /** What is wrong with the first provider. */
    private enum Fault {
        NONE(ALONE, "alone", "", ""),
        NO_CONNECTION("no connection", "unreachable", "unreachable", ""),
        ERROR("status 500", "failing", "server_error", "error=500"),
        RATE_LIMIT("status 429", "failing", "rate_limited", "error=429"),
        LATE("no first token", "failing", "late", "first-token-millis=10000");

        private final String label;
        private final String route;
        private final String reason;
        private final String directive;

        /**
         * @param route the one whose first provider has it
         * @param reason what the gateway says of it
         * @param directive for the simulator; empty where it needs none
         */
        Fault(String label, String route, String reason, String directive) {
            this.label = label;
            this.route = route;
            this.reason = reason;
            this.directive = directive;
        }

        /** From the request on. */
        Duration detection() {
            return this == LATE ? PATIENCE : Duration.ZERO;
        }

        boolean isSurvived(Reply reply) {
            return reply.isWholeStream()
                    && reply.header("x-recurra-provider").filter("second"::equals).isPresent()
                    && (this == NONE
                            || reply.header("x-recurra-failovers")
                                    .filter(passed -> passed.endsWith("=" + reason))
                                    .isPresent());
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Failover";
    }

    @Override
    public String text() {
        return """
        Streams by a route of two simulated providers, each of which sends its first token after 20 ms. The first one does not answer, and each request names a model of its own, so that no
        circuit breaker spares it the first provider. The time counts from the moment when the failure is known to the client's first byte, which is the second provider's first token. A refused connection and a status are known at
        once, so there it is the whole time from the request on. A token that does not come is known to be late when the gateway has waited as long as it is set to, here 2 s
        (`first-byte-timeout`; usually a few times as long as the provider has taken lately); that wait stands beside it. A request has failed that did not get a whole stream from the second provider. Last, the first provider's process is
        killed (`SIGKILL`) in the middle of a load of streams of one model, and comes back for the next round; there all requests count, from the time at which each was due.\
        """;
    }

    @Override
    public Duration expected(Effort effort) {
        return effort.load()
                .multipliedBy(Fault.values().length + 1L)
                .plus(PATIENCE)
                .multipliedBy(effort.rounds())
                .plus(effort.warmUp())
                .plus(STARTS);
    }

    @Override
    public void measure(Run run) throws IOException {
        try (Stack stack = run.stack(NAME).withInfrastructure()) {
            Service first = stack.simulator("simulator", Ports.free(), FIRST_TOKEN);
            Service second = stack.simulator("simulator-2", Ports.free(), FIRST_TOKEN);
            int mortal = Ports.free();
            Service gateway = stack.gateway("gateway", properties(first, second, mortal));
            warmUp(run, gateway, first);
            Rounds.each(
                    run.effort().rounds(),
                    Arrays.asList(Fault.values()),
                    (_, fault) -> measure(run, gateway, first, fault));
            for (int round = 0; round < run.effort().rounds(); round++) {
                kill(run, stack, gateway, mortal);
            }
        }
        run.plot(FAILING, Measure.FAILOVER_P50, Measure.FAILOVER_P95, Measure.FAILOVER_MAX);
    }

    private static Map<String, String> properties(Service first, Service second, int mortal) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("recurra.template.enabled", "false");
        properties.put("recurra.providers.first.first-byte-timeout", PATIENCE.toMillis() + "ms");
        Map.of(
                        "first",
                        first.url("/v1"),
                        "second",
                        second.url("/v1"),
                        "mortal",
                        "http://127.0.0.1:" + mortal + "/v1",
                        "nobody",
                        "http://" + Stack.NOBODY + "/v1")
                .forEach((name, url) ->
                        properties.put("recurra.providers." + name + ".base-url", url));
        Map.of(
                        "alone", List.of("second"),
                        "failing", List.of("first", "second"),
                        "unreachable", List.of("nobody", "second"),
                        "killed", List.of("mortal", "second"))
                .forEach((name, chain) -> {
                    String route = "recurra.routes." + name;
                    properties.put(route + ".models", name + "-*");
                    for (int i = 0; i < chain.size(); i++) {
                        properties.put(route + ".chain[" + i + "].provider", chain.get(i));
                    }
                });
        return properties;
    }

    private void warmUp(Run run, Service gateway, Service first) {
        arm(first, Fault.ERROR);
        run.warmUpAtRate(
                "failover",
                new Target(
                        number -> call(gateway, Fault.ERROR.route + "-warm-" + number),
                        Fault.ERROR::isSurvived),
                PER_SECOND_UNDER_LOAD,
                run.effort().warmUp());
    }

    private void measure(Run run, Service gateway, Service first, Fault fault) {
        long from = models.getAndAdd(run.effort().load().toSeconds() * PER_SECOND);
        disarm(first);
        if (!fault.directive.isEmpty()) {
            arm(first, fault);
        }
        Outcome outcome =
                LoadGenerator.atRate(
                        new Target(
                                number -> call(gateway, model(fault, from + number)),
                                fault::isSurvived),
                        PER_SECOND,
                        run.effort().load(),
                        Run.CONNECTIONS);
        disarm(first);
        double detection = fault.detection().toMillis();
        Histogram times = outcome.firstByte();
        run.figures().add(FAILING, fault.label, Measure.REQUESTS, times.getTotalCount());
        run.figures().add(FAILING, fault.label, Measure.FAILED_REQUESTS, outcome.failed());
        if (times.getTotalCount() == 0) {
            run.say("%s: all %d requests failed".formatted(fault.label, outcome.failed()));
            return;
        }
        double p50 = Outcome.millis(times, 0.5) - detection;
        double p95 = Outcome.millis(times, 0.95) - detection;
        double most = Outcome.millis(times, 1) - detection;
        run.figures().add(FAILING, fault.label, Measure.DETECTION, detection);
        run.figures().add(FAILING, fault.label, Measure.FAILOVER_P50, p50);
        run.figures().add(FAILING, fault.label, Measure.FAILOVER_P95, p95);
        run.figures().add(FAILING, fault.label, Measure.FAILOVER_MAX, most);
        run.say(
                "%s: p50 %.1f ms, p95 %.1f ms, most %.1f ms, %d failed"
                        .formatted(fault.label, p50, p95, most, outcome.failed()));
    }

    private void kill(Run run, Stack stack, Service gateway, int port) {
        Service mortal = stack.simulator("simulator-3", port, FIRST_TOKEN);
        String model = "killed-" + models.getAndIncrement();
        Duration load = run.effort().load();
        Thread killer =
                Thread.ofPlatform()
                        .name("killer")
                        .start(() -> {
                            Indexing.pause(load.dividedBy(2));
                            mortal.process().kill();
                        });
        Outcome outcome =
                LoadGenerator.atRate(
                        new Target(_ -> call(gateway, model), Reply::isWholeStream),
                        PER_SECOND_UNDER_LOAD,
                        load,
                        Run.CONNECTIONS);
        join(killer);
        stack.end(mortal);
        Histogram times = outcome.firstByte();
        double most = Outcome.millis(times, 1);
        run.figures().add(KILLED, GATEWAY, Measure.REQUESTS, times.getTotalCount());
        run.figures().add(KILLED, GATEWAY, Measure.FAILED_REQUESTS, outcome.failed());
        run.figures().add(KILLED, GATEWAY, Measure.FIRST_BYTE_P50, Outcome.millis(times, 0.5));
        run.figures().add(KILLED, GATEWAY, Measure.FIRST_BYTE_P99, Outcome.millis(times, 0.99));
        run.figures().add(KILLED, GATEWAY, Measure.FIRST_BYTE_MAX, most);
        run.say(
                "%s: first byte after %.1f ms at most, %d failed"
                        .formatted(KILLED, most, outcome.failed()));
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProgramException("Interrupted under load", e);
        }
    }

    private static String model(Fault fault, long number) {
        return fault.route + "-" + number;
    }

    private Call call(Service gateway, String model) {
        String question = Questions.of(asked.getAndIncrement());
        return Call.of(gateway.port(), Chat.PATH, Chat.body(model, question, true, ""))
                .with("Authorization", "Bearer " + Stack.KEY);
    }

    private static void arm(Service simulator, Fault fault) {
        Http.post(
                simulator.url("/control/faults"),
                "{\"simulate\": \"%s\", \"times\": %d}".formatted(fault.directive, ARMED));
    }

    private static void disarm(Service simulator) {
        Http.post(simulator.url("/stats/reset"));
    }
}
