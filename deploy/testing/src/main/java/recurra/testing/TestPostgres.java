package recurra.testing;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.wait.strategy.Wait;
import recurra.embedded.DatabaseLogin;
import recurra.embedded.EmbeddedPostgres;
import recurra.embedded.Ports;
import recurra.embedded.PostgresAdministration;

/** A Postgres server, with pgvector unless it was asked for without. */
public final class TestPostgres implements AutoCloseable {
    private static final int PORT_INSIDE = 5432;
    private static final String CONTAINER_PASSWORD = "test";
    // Fast instead of safe: the data need not outlive a crash of the machine.
    private static final Map<String, String> SETTINGS =
            Map.of("fsync", "off", "full_page_writes", "off", "max_connections", "200");
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final Shared<TestPostgres> SHARED = new Shared<>(() -> fresh().asShared());
    private static final Shared<TestPostgres> WITHOUT_PGVECTOR =
            new Shared<>(() -> embedded(null).asShared());

    private final Component component;
    private final Databases databases;

    private TestPostgres(Component component, Databases databases) {
        this.component = component;
        this.databases = databases;
    }

    @FunctionalInterface
    private interface Databases {
        DatabaseLogin create(String name);
    }

    /** The server with pgvector that all tests of this process share. */
    public static TestPostgres shared() {
        return SHARED.get();
    }

    /** A server with pgvector for one test. */
    public static TestPostgres fresh() {
        return ContainerComponent.available()
                ? container()
                : embedded(PostgresInstallation.withPgvector());
    }

    /**
     * The server without pgvector that all tests of this process share: the embedded one, as
     * everybody has it who does not bring a database.
     */
    public static TestPostgres withoutPgvector() {
        return WITHOUT_PGVECTOR.get();
    }

    /**
     * A new, empty database, owned by a user who is no superuser. The extension {@code vector}
     * exists in it where the server has pgvector, as a superuser sets up a real one.
     */
    public DatabaseLogin createDatabase() {
        return databases.create("test_" + DATABASES.incrementAndGet());
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

    private TestPostgres asShared() {
        return new TestPostgres(new SharedComponent(component), databases);
    }

    private static TestPostgres embedded(@Nullable Path home) {
        EmbeddedComponent<EmbeddedPostgres> component =
                EmbeddedComponent.started((folder, port) ->
                        EmbeddedPostgres.start(
                                new EmbeddedPostgres.Config(folder, port, home, SETTINGS)));
        if (home != null && !component.server().hasPgvector()) {
            component.close();
            throw PostgresInstallation.missingIn(home);
        }
        return new TestPostgres(component, name -> component.server().database(name));
    }

    private static TestPostgres container() {
        Component component =
                ContainerComponent.started(
                        "pgvector/pgvector:pg17",
                        Ports.free(),
                        PORT_INSIDE,
                        Map.of("POSTGRES_PASSWORD", CONTAINER_PASSWORD),
                        List.of("postgres", "-c", "fsync=off", "-c", "max_connections=200"),
                        // The first time is the set-up, which nobody can reach.
                        Wait.forLogMessage(
                                ".*database system is ready to accept connections.*", 2));
        var administration =
                new PostgresAdministration(component.host(), component.port(), CONTAINER_PASSWORD);
        return new TestPostgres(component, administration::database);
    }
}
