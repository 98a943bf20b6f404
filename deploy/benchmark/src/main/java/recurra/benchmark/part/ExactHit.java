package recurra.benchmark.part;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import recurra.benchmark.load.Call;
import recurra.benchmark.load.LoadGenerator;
import recurra.benchmark.load.Reply;
import recurra.benchmark.process.ProgramException;
import recurra.benchmark.result.Measure;
import recurra.benchmark.system.Chat;
import recurra.benchmark.system.Http;
import recurra.benchmark.system.Service;
import recurra.benchmark.system.Stack;

/** What a hit costs beside servers that send the same bytes and do nothing for it. */
public final class ExactHit implements Part {
    public static final String NAME = "exact-hit";
    public static final String BODY = "Exact hit, one body: as many as it can";
    public static final String STREAM = "Exact hit, stream: as many as it can";
    public static final String BODY_AT_RATE = "Exact hit, one body: 2,000 requests/s";
    public static final String STREAM_AT_RATE = "Exact hit, stream: 2,000 requests/s";
    public static final String GATEWAY = "Recurra";
    public static final String WITHOUT_NEAR_CACHE = "Recurra, near cache off";
    public static final String MVC = "empty Spring MVC handler";

    private static final String TEMPLATE_TIER = "recurra.template.enabled";
    private static final String NEAR_CACHE = "recurra.redis.near";
    private static final String SERVLET = "bare servlet";
    private static final String NGINX = "nginx";
    private static final double PER_SECOND = 2_000;
    private static final int TARGETS = 10;
    private static final String QUESTION = "What is the capital of Australia?";

    /** A server with what is asked of it. */
    private record Server(String name, Call body, Call stream, boolean caches) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Exact hits";
    }

    @Override
    public String text() {
        return """
        One question that is cached, asked again and again, for one body and as a stream (`x-cache-replay: instant`). Beside the gateway stand servers that read the
        request and send the same body: an empty Spring MVC handler (Spring Boot's starter for the web and no other, the gateway's settings of Tomcat but for its small buffers, virtual threads),
        a servlet in the same embedded Tomcat without Spring, and nginx with the body as a file. Every Java server has the same JVM, flags and heap. The gateway
        does for each hit what it always does, once with its near cache (`recurra.redis.near`) and once without: it knows the caller, makes the canonical request and its key, finds the answer, renders it, counts and logs to Kafka, which runs on the same
        cores; the indexer, which would read that log, does not run here. The share is taken against the empty handler in the same round.\
        """;
    }

    @Override
    public Duration expected(Effort effort) {
        return effort.of(TARGETS, Duration.ofSeconds(25))
                .plus(effort.load().multipliedBy((long) effort.rounds() * TARGETS));
    }

    @Override
    public void measure(Run run) throws IOException {
        try (Stack stack = run.stack(NAME).withInfrastructure()) {
            Service simulator = stack.simulator();
            List<Server> servers = servers(run, stack);
            for (Server server : servers) {
                run.warmUp(server.name(), target(server, server.body()), run.effort().warmUp());
                run.warmUp(server.name(), target(server, server.stream()), run.effort().warmUp());
            }
            Rounds.each(
                    run.effort().rounds(),
                    servers,
                    (_, server) -> {
                        asManyAsItCan(run, simulator, BODY, server, server.body());
                        asManyAsItCan(run, simulator, STREAM, server, server.stream());
                        atRate(run, BODY_AT_RATE, server, server.body());
                        atRate(run, STREAM_AT_RATE, server, server.stream());
                    });
        }
        for (String scenario : List.of(BODY, STREAM)) {
            run.figures()
                    .compare(
                            scenario,
                            MVC,
                            Measure.THROUGHPUT,
                            Measure.SHARE_OF_MVC,
                            (mine, mvc) -> mine / mvc);
            run.plot(scenario, Measure.THROUGHPUT);
        }
        for (String scenario : List.of(BODY_AT_RATE, STREAM_AT_RATE)) {
            run.plot(
                    scenario,
                    Measure.FIRST_BYTE_P50,
                    Measure.FIRST_BYTE_P95,
                    Measure.FIRST_BYTE_P99);
        }
    }

    /** The load generator does not see whether a reply is a hit; the provider does. */
    private static void asManyAsItCan(
            Run run, Service simulator, String scenario, Server server, Call call)
            throws IOException {
        double before = calls(simulator);
        run.flatOut(scenario, server.name(), call, target(server, call), run.effort().load());
        if (server.caches()) {
            run.figures()
                    .add(
                            scenario,
                            server.name(),
                            Measure.ASKED_PROVIDER,
                            calls(simulator) - before);
        }
    }

    private static void atRate(Run run, String scenario, Server server, Call call) {
        run.atRate(scenario, server.name(), target(server, call), PER_SECOND, run.effort().load());
    }

    private static LoadGenerator.Target target(Server server, Call call) {
        Predicate<Reply> valid =
                server.caches() ? reply -> reply.isMatch("exact") : reply -> reply.status() == 200;
        return new LoadGenerator.Target(_ -> call, valid);
    }

    private static List<Server> servers(Run run, Stack stack) throws IOException {
        List<Server> servers = new ArrayList<>();
        servers.add(
                cached(
                        WITHOUT_NEAR_CACHE,
                        stack.gateway(
                                "gateway-without-near-cache",
                                Map.of(TEMPLATE_TIER, "false", NEAR_CACHE, "0B"))));
        Server gateway = cached(GATEWAY, stack.gateway("gateway", Map.of(TEMPLATE_TIER, "false")));
        servers.add(gateway);
        Path answers = run.folder("answers");
        Files.write(answers.resolve("json"), hit(gateway.body()));
        Files.write(answers.resolve("stream"), hit(gateway.stream()));
        run.note(
                "The body has %,d bytes, the stream %,d."
                        .formatted(
                                Files.size(answers.resolve("json")),
                                Files.size(answers.resolve("stream"))));
        servers.add(plain(MVC, Baselines.mvc(stack, answers), gateway));
        servers.add(plain(SERVLET, Baselines.servlet(stack, answers), gateway));
        Optional<Service> nginx = Baselines.nginx(run, answers);
        if (nginx.isPresent()) {
            servers.add(plain(NGINX, nginx.get(), gateway));
        } else {
            run.note("nginx is not here and no Debian brings it: left out.");
        }
        return servers;
    }

    /** A gateway that has the answer. */
    private static Server cached(String name, Service gateway) {
        Call stream =
                Chat.call(gateway.port(), QUESTION, true, "").with("x-cache-replay", "instant");
        Server server =
                new Server(name, Chat.call(gateway.port(), QUESTION, false, ""), stream, true);
        Http.send(server.body());
        return server;
    }

    private static Server plain(String name, Service service, Server like) {
        return new Server(
                name,
                new Call(service.port(), "/json", like.body().headers(), like.body().body()),
                new Call(service.port(), "/stream", like.stream().headers(), like.stream().body()),
                false);
    }

    private static byte[] hit(Call call) {
        var response = Http.send(call);
        String match = response.headers().firstValue("x-cache-match").orElse("");
        if (!match.equals("exact")) {
            throw new ProgramException("The answer is not in the cache; x-cache-match: " + match);
        }
        return response.body();
    }

    private static double calls(Service simulator) {
        return Http.json(simulator.url("/stats")).path("calls").asDouble(0);
    }
}
