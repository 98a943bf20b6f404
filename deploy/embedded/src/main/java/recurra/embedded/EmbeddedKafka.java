package recurra.embedded;

import static java.util.Map.entry;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka broker and its controller (KRaft), inside this process, with defaults for one node and
 * little memory. Topics have to be created; what a topic does not say about its retention is "for
 * ever".
 */
public final class EmbeddedKafka implements EmbeddedServer {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
    private static final String NAME = "Kafka";
    private static final int NODE_ID = 1;
    private static final long MIB = 1L << 20;

    static {
        // A broker that cannot go on ends its Java process. Here that process is everybody's: the
        // others
        // live on without Kafka, and it is for the operator to see and end.
        Exit.setExitProcedure(EmbeddedKafka::refuseToEndTheProcess);
        Exit.setHaltProcedure(EmbeddedKafka::refuseToEndTheProcess);
    }

    private final DataFolder folder;
    private final KafkaRaftServer server;
    private final int port;

    private EmbeddedKafka(DataFolder folder, KafkaRaftServer server, int port) {
        this.folder = folder;
        this.server = server;
        this.port = port;
    }

    /**
     * What to start.
     *
     * @param folder where topics and offsets are kept; Kafka cannot use a path with a comma
     * @param port the port to listen on; 0 for a free one
     */
    public record Config(Path folder, int port) {
        public Config {
            if (folder.toAbsolutePath().toString().contains(",")) {
                throw new IllegalArgumentException(
                        "Kafka's data folder must have no comma in its path: " + folder);
            }
        }
    }

    /**
     * Starts the broker, with a new cluster id where the folder is empty; returns when it serves
     * clients.
     *
     * @throws EmbeddedServerException when it cannot be started, with what to change
     */
    public static EmbeddedKafka start(Config config) {
        DataFolder folder = DataFolder.open(config.folder(), NAME);
        try {
            int port = Ports.resolve(config.port(), NAME);
            Path data = folder.resolve("data");
            format(data);
            KafkaRaftServer server =
                    new KafkaRaftServer(
                            KafkaConfig.fromProps(settings(data, port), false), Time.SYSTEM);
            startUp(server);
            return new EmbeddedKafka(folder, server, port);
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** The address for clients: {@code 127.0.0.1:port}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
        folder.close();
    }

    private static void startUp(KafkaRaftServer server) {
        try {
            server.startup();
        } catch (RuntimeException e) {
            server.shutdown();
            throw new EmbeddedServerException("Kafka cannot be started: " + e.getMessage(), e);
        }
    }

    private static void format(Path data) {
        if (Files.exists(data.resolve("meta.properties"))) {
            return;
        }
        try (var silent = new PrintStream(OutputStream.nullOutputStream())) {
            Files.createDirectories(data);
            new Formatter()
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(NODE_ID)
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(data.toString())
                    .addDirectory(data.toString())
                    .setPrintStream(silent)
                    .run();
        } catch (Exception e) {
            throw new EmbeddedServerException(
                    "Kafka cannot prepare %s: %s".formatted(data, e.getMessage()), e);
        }
    }

    private static Properties settings(Path data, int port) {
        int controllerPort = Ports.free();
        Properties settings = new Properties();
        settings.putAll(
                Map.ofEntries(
                        entry("process.roles", "broker,controller"),
                        entry("node.id", Integer.toString(NODE_ID)),
                        entry("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort),
                        entry("controller.listener.names", "CONTROLLER"),
                        entry("inter.broker.listener.name", "CLIENTS"),
                        entry(
                                "listener.security.protocol.map",
                                "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                        entry(
                                "listeners",
                                "CLIENTS://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                                        .formatted(port, controllerPort)),
                        entry("advertised.listeners", "CLIENTS://127.0.0.1:" + port),
                        entry("log.dirs", data.toString()),
                        // One node cannot have replicas.
                        entry("offsets.topic.replication.factor", "1"),
                        entry("transaction.state.log.replication.factor", "1"),
                        entry("transaction.state.log.min.isr", "1"),
                        entry("share.coordinator.state.topic.replication.factor", "1"),
                        entry("share.coordinator.state.topic.min.isr", "1"),
                        entry("offsets.topic.num.partitions", "4"),
                        entry("transaction.state.log.num.partitions", "4"),
                        entry("share.coordinator.state.topic.num.partitions", "1"),
                        // A topic name with a typo fails. The log is the source of truth: nothing
                        // expires.
                        entry("auto.create.topics.enable", "false"),
                        entry("log.retention.ms", "-1"),
                        entry("log.retention.bytes", "-1"),
                        // Index files are as large as they may become until their segment is
                        // closed.
                        entry("log.segment.bytes", Long.toString(64 * MIB)),
                        entry("log.index.size.max.bytes", Long.toString(MIB)),
                        entry("offsets.topic.segment.bytes", Long.toString(4 * MIB)),
                        entry("transaction.state.log.segment.bytes", Long.toString(4 * MIB)),
                        entry(
                                "share.coordinator.state.topic.segment.bytes",
                                Long.toString(4 * MIB)),
                        // The controller's own log, which otherwise grows by two records a second.
                        entry("metadata.max.idle.interval.ms", "0"),
                        entry("metadata.log.segment.bytes", Long.toString(8 * MIB)),
                        entry("metadata.max.retention.bytes", Long.toString(16 * MIB)),
                        // Buffers and threads for a hundred clients, not for a data centre.
                        entry("log.cleaner.dedupe.buffer.size", Long.toString(4 * MIB)),
                        entry("num.network.threads", "2"),
                        entry("num.io.threads", "4"),
                        entry("background.threads", "2"),
                        // A consumer group that starts does not wait for members that may still
                        // come.
                        entry("group.initial.rebalance.delay.ms", "0")));
        return settings;
    }

    private static void refuseToEndTheProcess(int status, @Nullable String message) {
        LOG.atError()
                .addKeyValue("status", status)
                .addKeyValue("reason", message)
                .log("The embedded Kafka broker cannot go on; restart Recurra");
        throw new EmbeddedServerException("Kafka wants to end this process: " + message);
    }
}
