package recurra.simulator;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A running simulated provider on the loopback address.
 *
 * <p>It has no place outside of tests and trials: whoever reaches its port may read the requests it
 * received and arm failures.
 */
public final class Simulator implements AutoCloseable {

    private static final int BACKLOG = 1_024;

    static {
        // The JDK's server reads these once per JVM. Without TCP_NODELAY, Nagle's algorithm holds
        // every second
        // event of a stream back for the client's delayed acknowledgement (40 ms); with the default
        // of 200 idle
        // connections, a client with more streams at once finds its pooled connections closed.
        defaultProperty("sun.net.httpserver.nodelay", "true");
        defaultProperty("sun.net.httpserver.maxIdleConnections", "10000");
        defaultProperty("sun.net.httpserver.idleInterval", "300");
    }

    private final HttpServer server;
    private final ExecutorService executor;
    private final CallLog log;
    private final ArmedBehaviors armed;

    private Simulator(
            HttpServer server, ExecutorService executor, CallLog log, ArmedBehaviors armed) {
        this.server = server;
        this.executor = executor;
        this.log = log;
        this.armed = armed;
    }

    /**
     * Starts a simulator; it accepts requests when this returns.
     *
     * @throws UncheckedIOException when the port is taken or the cassettes cannot be read
     * @throws IllegalArgumentException when a cassette is not one
     */
    public static Simulator start(SimulatorOptions options) {
        Cassettes cassettes = options.cassettes().map(Cassettes::read).orElseGet(Cassettes::none);
        CallLog log = new CallLog();
        ArmedBehaviors armed = new ArmedBehaviors();
        Endpoints endpoints = new Endpoints(options, cassettes, log, armed);
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        try {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(options.address(), options.port()), BACKLOG);
            server.setExecutor(executor);
            server.createContext("/", endpoints);
            server.start();
            return new Simulator(server, executor, log, armed);
        } catch (IOException e) {
            executor.shutdownNow();
            throw new UncheckedIOException(
                    "The simulator cannot listen on port %d; choose another port."
                            .formatted(options.port()),
                    e);
        }
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** What a client takes as base URL, such as {@code http://127.0.0.1:8090/v1}. */
    public URI baseUrl() {
        return URI.create("http://127.0.0.1:%d/v1".formatted(port()));
    }

    public SimulatorStats stats() {
        return log.stats(armed.remaining());
    }

    /** The last requests to {@code /v1/…}, oldest first: at most {@value CallLog#MAX_REQUESTS}. */
    public List<ReceivedRequest> requests() {
        return log.requests();
    }

    /**
     * Makes the next {@code times} POST requests to {@code /v1/…} behave as told, for example
     * {@code fail("error=429; retry-after=2", 3)}. Several calls queue up. A request that carries
     * {@code metadata.simulate} of its own takes nothing from the queue.
     *
     * @param simulate directives, see {@link Behavior#parse}
     * @throws IllegalArgumentException when the directives cannot be understood
     */
    public void fail(String simulate, int times) {
        armed.arm(Behavior.parse(simulate), times);
    }

    /** Forgets counts, requests and armed behaviours; calls in progress go on. */
    public void reset() {
        armed.clear();
        log.reset();
    }

    /** Stops at once: calls in progress are cut off. */
    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }

    private static void defaultProperty(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }
}
