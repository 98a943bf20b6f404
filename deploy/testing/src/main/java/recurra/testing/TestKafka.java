package recurra.testing;

import java.util.List;
import java.util.Map;
import org.testcontainers.containers.wait.strategy.Wait;
import recurra.embedded.EmbeddedKafka;
import recurra.embedded.Ports;

/** A Kafka broker without topics; topics are not created by themselves. */
public final class TestKafka implements AutoCloseable {
    private static final int PORT_INSIDE = 9092;
    private static final Shared<TestKafka> SHARED =
            new Shared<>(() -> new TestKafka(new SharedComponent(started())));

    private final Component component;

    private TestKafka(Component component) {
        this.component = component;
    }

    /**
     * The broker that all tests of this process share. Its topics are everybody's: take {@link
     * #fresh()} where a test counts what a topic with a fixed name holds.
     */
    public static TestKafka shared() {
        return SHARED.get();
    }

    /** A broker for one test. */
    public static TestKafka fresh() {
        return new TestKafka(started());
    }

    /** The address for clients, which stays the same when the broker is stopped and started. */
    public String bootstrapServers() {
        return component.host() + ":" + component.port();
    }

    /** Stops the broker; clients find nobody at its port. Topics and offsets are kept. */
    public void stop() {
        component.stop();
    }

    /** Starts the broker that {@link #stop()} stopped; returns when it serves clients. */
    public void start() {
        component.start();
    }

    /** Ends the broker and deletes its data. */
    @Override
    public void close() {
        component.close();
    }

    private static Component started() {
        return ContainerComponent.available() ? container() : embedded();
    }

    private static Component embedded() {
        return EmbeddedComponent.started(
                (folder, port) -> EmbeddedKafka.start(new EmbeddedKafka.Config(folder, port)));
    }

    private static Component container() {
        int port = Ports.free();
        return ContainerComponent.started(
                "apache/kafka:4.2.1",
                port,
                PORT_INSIDE,
                Map.ofEntries(
                        Map.entry("KAFKA_NODE_ID", "1"),
                        Map.entry("KAFKA_PROCESS_ROLES", "broker,controller"),
                        Map.entry("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@localhost:9093"),
                        Map.entry("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER"),
                        Map.entry(
                                "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
                                "PLAINTEXT:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                        Map.entry("KAFKA_INTER_BROKER_LISTENER_NAME", "INTERNAL"),
                        Map.entry(
                                "KAFKA_LISTENERS",
                                "PLAINTEXT://:%d,INTERNAL://:9094,CONTROLLER://:9093"
                                        .formatted(PORT_INSIDE)),
                        Map.entry(
                                "KAFKA_ADVERTISED_LISTENERS",
                                "PLAINTEXT://127.0.0.1:%d,INTERNAL://localhost:9094"
                                        .formatted(port)),
                        Map.entry("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1"),
                        Map.entry("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1"),
                        Map.entry("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1"),
                        Map.entry("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0"),
                        Map.entry("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")),
                List.of(),
                Wait.forLogMessage(".*Kafka Server started.*", 1));
    }
}
