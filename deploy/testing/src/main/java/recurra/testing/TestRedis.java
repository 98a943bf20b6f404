package recurra.testing;

import java.util.List;
import java.util.Map;
import org.testcontainers.containers.wait.strategy.Wait;
import recurra.embedded.EmbeddedRedis;
import recurra.embedded.Ports;

/** An empty Redis server. */
public final class TestRedis implements AutoCloseable {
    private static final int PORT_INSIDE = 6379;
    private static final long MAX_MEMORY_BYTES = 64 << 20;
    private static final Shared<TestRedis> SHARED =
            new Shared<>(() -> {
                TestRedis started = fresh();
                return new TestRedis(new SharedComponent(started.component), started.url);
            });

    private final Component component;
    private final String url;

    private TestRedis(Component component, String url) {
        this.component = component;
        this.url = url;
    }

    /**
     * The server that all tests of this process share. Its keys are everybody's: take {@link
     * #fresh()} where a test empties it.
     */
    public static TestRedis shared() {
        return SHARED.get();
    }

    /** A server for one test; it starts within a tenth of a second where it is embedded. */
    public static TestRedis fresh() {
        return ContainerComponent.available() ? container() : embedded();
    }

    /**
     * The address with its password, which stays the same when the server is stopped and started.
     */
    public String url() {
        return url;
    }

    /** Stops the server; clients find nobody at its port. Its data are kept. */
    public void stop() {
        component.stop();
    }

    /** Starts the server that {@link #stop()} stopped; returns when it answers. */
    public void start() {
        component.start();
    }

    /** Makes the server hang: connections stay open, nothing is answered. */
    public void freeze() {
        component.freeze();
    }

    /** Ends what {@link #freeze()} began. */
    public void thaw() {
        component.thaw();
    }

    /** Ends the server and deletes its data. */
    @Override
    public void close() {
        component.close();
    }

    private static TestRedis embedded() {
        EmbeddedComponent<EmbeddedRedis> component =
                EmbeddedComponent.started((folder, port) ->
                        EmbeddedRedis.start(
                                new EmbeddedRedis.Config(folder, port, MAX_MEMORY_BYTES)));
        return new TestRedis(component, component.server().url());
    }

    private static TestRedis container() {
        Component component =
                ContainerComponent.started(
                        "redis:7.4",
                        Ports.free(),
                        PORT_INSIDE,
                        Map.of(),
                        List.of("redis-server", "--appendonly", "yes"),
                        Wait.forLogMessage(".*Ready to accept connections.*", 1));
        return new TestRedis(
                component, "redis://%s:%d".formatted(component.host(), component.port()));
    }
}
