package recurra.benchmark.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import recurra.benchmark.process.ChildProcess;
import recurra.benchmark.process.JavaProgram;
import recurra.benchmark.process.Processes;
import recurra.embedded.Ports;
import recurra.matching.Sha256;

/**
 * Kafka, Redis and Postgres with empty data, a simulator, and those services that a part of the
 * benchmark asks for. Closing it ends them and removes the data.
 */
public final class Stack implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration CLOSE_PAUSE = Duration.ofMillis(5);

    private static final List<String> EMBEDDER_HEAP = List.of("-Xms1g", "-Xmx1g");

    /** A port at which nobody listens. */
    public static final String NOBODY = "127.0.0.1:1";

    /** The key that clients send, and the gateways know; the simulator takes any. */
    public static final String KEY = "sk-benchmark";

    /** Whose it is. */
    public static final String TENANT = "benchmark";

    private final Path root;
    private final Path data;
    private final Processes processes;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<ChildProcess> started = new ArrayList<>();

    /**
     * @param root the clone that is measured, which is built
     * @param data a folder that does not exist yet
     */
    public Stack(Path root, Path data, Processes processes) {
        this.root = root;
        this.data = data;
        this.processes = processes;
    }

    /** Starts nothing yet. */
    public Stack withNothing() throws IOException {
        remove(data);
        Files.createDirectories(data);
        return this;
    }

    /** Starts Kafka, Redis and Postgres; returns when they answer. */
    public Stack withInfrastructure() throws IOException {
        withNothing();
        Path keys = data.resolve("keys.yml");
        Files.writeString(
                keys, "keys:\n  - {sha256: %s, tenant: %s}\n".formatted(Sha256.hex(KEY), TENANT));
        settings.put("RECURRA_KEYS_FILE", keys.toString());
        List<String> arguments =
                new ArrayList<>(List.of(data.resolve("infrastructure").toString()));
        String home = System.getenv().getOrDefault("RECURRA_POSTGRES_HOME", "");
        if (!home.isBlank()) {
            arguments.add(home);
        }
        ChildProcess infrastructure =
                new JavaProgram(
                                InfrastructureApplication.class.getName(),
                                JavaProgram.ownClassPath(),
                                List.of(),
                                arguments)
                        .start(processes, "infrastructure", Map.of());
        started.add(infrastructure);
        infrastructure.awaitPrinted("ready\n");
        infrastructure
                .printed()
                .lines()
                .filter(line -> line.matches("[A-Z_]+=.*"))
                .forEach(line -> {
                    int equals = line.indexOf('=');
                    settings.put(line.substring(0, equals), line.substring(equals + 1));
                });
        return this;
    }

    public String kafka() {
        return settings.getOrDefault("RECURRA_KAFKA_BOOTSTRAP", NOBODY);
    }

    /** The host and port of Redis. */
    public String redis() {
        return settings.getOrDefault("RECURRA_REDIS_URL", "redis://" + NOBODY);
    }

    /** What the vectors are kept in. */
    public String templateIndex() {
        return Boolean.parseBoolean(settings.get("BENCHMARK_PGVECTOR")) ? "pgvector" : "Lucene";
    }

    /** A provider, which the gateways that are started afterwards use. */
    public Service simulator() {
        Service simulator = simulator("simulator");
        settings.put("RECURRA_PROVIDER_BASE_URL", simulator.url("/v1"));
        return simulator;
    }

    /** A provider that nobody uses unless told to. */
    public Service simulator(String name) {
        return simulator(name, Ports.free(), Duration.ZERO);
    }

    /**
     * A provider that nobody uses unless told to.
     *
     * @param firstToken how long its answers take to begin
     */
    public Service simulator(String name, int port, Duration firstToken) {
        return service(
                name,
                new JavaProgram(
                        "recurra.simulator.SimulatorApplication",
                        JavaProgram.ownClassPath(),
                        List.of(),
                        List.of(
                                "--port",
                                Integer.toString(port),
                                "--models",
                                "any",
                                "--first-token-millis",
                                Long.toString(firstToken.toMillis()))),
                port,
                "/healthz");
    }

    public Service indexer() {
        int port = Ports.free();
        return service(
                "indexer",
                new JavaProgram(
                        "recurra.indexer.IndexerApplication",
                        JavaProgram.ownClassPath(),
                        List.of(),
                        List.of("--server.port=" + port)),
                port,
                "/readyz");
    }

    /**
     * The embedder, for the gateways that are started afterwards.
     *
     * @param consuming whether it makes fingerprints of what is in the log; else it only answers
     *     the gateway
     */
    public Service embedder(boolean consuming) {
        int port = Ports.free();
        List<String> arguments = new ArrayList<>(List.of("--server.port=" + port));
        if (!consuming) {
            arguments.add("--recurra.kafka.bootstrap=" + NOBODY);
        }
        Service embedder =
                service(
                        "embedder",
                        new JavaProgram(
                                "recurra.embedder.EmbedderApplication",
                                JavaProgram.ownClassPath(),
                                EMBEDDER_HEAP,
                                arguments),
                        port,
                        "/readyz");
        settings.put("RECURRA_EMBEDDER_URL", embedder.url(""));
        return embedder;
    }

    /**
     * A gateway, with the heap of every other server that it is compared with.
     *
     * @param properties beside what follows from what runs already
     */
    public Service gateway(String name, Map<String, String> properties) {
        return gateway(name, List.of(), properties);
    }

    /**
     * A gateway with a heap of its own.
     *
     * @param heap the JVM's flags for it
     * @param properties beside what follows from what runs already
     */
    public Service gateway(String name, List<String> heap, Map<String, String> properties) {
        int port = Ports.free();
        List<String> arguments = new ArrayList<>(List.of("--server.port=" + port));
        properties.forEach((property, value) -> arguments.add("--" + property + "=" + value));
        return service(
                name,
                new JavaProgram(
                        "recurra.gateway.GatewayApplication",
                        JavaProgram.classPathOf(root.resolve("gateway")),
                        heap,
                        arguments),
                port,
                "/readyz");
    }

    /**
     * A gateway that nothing else is there for, probed closely.
     *
     * @param flags for its JVM
     */
    public Service gatewayAlone(List<String> flags) {
        int port = Ports.free();
        return service(
                "gateway-alone",
                new JavaProgram(
                        "recurra.gateway.GatewayApplication",
                        JavaProgram.classPathOf(root.resolve("gateway")),
                        flags,
                        List.of("--server.port=" + port)),
                port,
                "/healthz",
                CLOSE_PAUSE);
    }

    /** A server that does nothing but answer. */
    public Service baseline(
            String name, String mainClass, List<String> arguments, int port, Path answers) {
        return service(
                name,
                new JavaProgram(
                        mainClass,
                        JavaProgram.classPathOf(root.resolve("deploy/baseline")),
                        List.of("-Dbaseline.answers=" + answers),
                        arguments),
                port,
                "/healthz");
    }

    private Service service(String name, JavaProgram program, int port, String probe) {
        return service(name, program, port, probe, PAUSE);
    }

    private Service service(
            String name, JavaProgram program, int port, String probe, Duration pause) {
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("RECURRA_DATA", data.resolve("services").toString());
        ChildProcess process = program.start(processes, name, environment);
        started.add(process);
        Duration ready = process.awaitAnswer("http://127.0.0.1:" + port + probe, pause);
        return new Service(process, port, ready);
    }

    /** Ends one of its services before the others. */
    public void end(Service service) {
        started.remove(service.process());
        processes.end(service.process());
    }

    @Override
    public void close() {
        started.reversed().forEach(processes::end);
        started.clear();
        remove(data);
    }

    private static void remove(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Data of the run cannot be removed", e);
        }
    }
}
