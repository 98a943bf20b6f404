package recurra.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A Redis server. Writes are appended to a file and survive a restart; after a crash of the machine
 * the last second may be missing. Where memory runs out, the keys that expire go first, the least
 * recently used among them.
 */
public final class EmbeddedRedis implements EmbeddedProcess {
    private static final String NAME = "Redis";
    private static final int PROBE_MILLIS = 1_000;

    private final DataFolder folder;
    private final ServerProcess process;
    private final int port;
    private final String password;

    private EmbeddedRedis(DataFolder folder, ServerProcess process, int port, String password) {
        this.folder = folder;
        this.process = process;
        this.port = port;
        this.password = password;
    }

    /**
     * What to start.
     *
     * @param folder where its data are kept
     * @param port the port to listen on; 0 for a free one
     * @param maxMemoryBytes the most that keys and values may take
     */
    public record Config(Path folder, int port, long maxMemoryBytes) {
        public Config {
            if (maxMemoryBytes < 1 << 20) {
                throw new IllegalArgumentException(
                        "maxMemoryBytes must be at least 1 MiB, but is " + maxMemoryBytes);
            }
        }
    }

    /**
     * Starts the server; returns when it answers and has read its data.
     *
     * @throws EmbeddedServerException when it cannot be started, with what to change
     */
    public static EmbeddedRedis start(Config config) {
        Path program = Binaries.redis();
        DataFolder folder = DataFolder.open(config.folder(), NAME);
        try {
            ServerProcess.endLeftover(NAME, folder, "TERM");
            int port = Ports.resolve(config.port(), NAME);
            String password = folder.password();
            Path settings = folder.resolve("redis.conf");
            folder.writePrivately(settings, settings(config, folder, port, password));
            ServerProcess process =
                    ServerProcess.start(
                            NAME,
                            folder,
                            List.of(program.toString(), settings.toString()),
                            "TERM",
                            () -> answers(port, password));
            return new EmbeddedRedis(folder, process, port, password);
        } catch (IOException e) {
            folder.close();
            throw new EmbeddedServerException("Redis cannot be configured: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** The address with its password: {@code redis://:password@127.0.0.1:port}. */
    public String url() {
        return "redis://:%s@127.0.0.1:%d".formatted(password, port);
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void freeze() {
        process.freeze();
    }

    @Override
    public void thaw() {
        process.thaw();
    }

    @Override
    public void close() {
        process.stop();
        folder.close();
    }

    private static String settings(Config config, DataFolder folder, int port, String password) {
        // 127.0.0.1 and a password: any program of this machine can reach the port.
        return """
        bind 127.0.0.1
        port %d
        requirepass %s
        dir "%s"
        save ""
        appendonly yes
        appendfsync everysec
        maxmemory %d
        maxmemory-policy volatile-lru
        """
                .formatted(port, password, folder.resolve(""), config.maxMemoryBytes());
    }

    private static boolean answers(int port, String password) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PROBE_MILLIS);
            socket.setSoTimeout(PROBE_MILLIS);
            socket.getOutputStream()
                    .write(
                            "AUTH %s\r\nPING\r\n"
                                    .formatted(password)
                                    .getBytes(StandardCharsets.US_ASCII));
            var replies =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
            return "+OK".equals(replies.readLine()) && "+PONG".equals(replies.readLine());
        }
    }
}
