package recurra.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between a client and a server on loopback, and can fall silent as a network does: the
 * connections stay open, and nothing comes through them any more.
 */
final class SilentRelay implements AutoCloseable {
    private final ServerSocket listener;
    private final int target;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

    /**
     * @param target the server's port
     */
    SilentRelay(int target) throws IOException {
        this.target = target;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("relay").start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Makes all connections silent that there are; new ones are not. */
    void silenceAll() {
        connections.forEach(connection -> connection.silent = true);
    }

    /** Whether the client holds a connection that was made silent. */
    boolean isOpen() {
        return connections.stream().anyMatch(connection -> connection.silent);
    }

    private void accept() {
        try {
            while (true) {
                Connection connection =
                        new Connection(
                                listener.accept(),
                                new Socket(InetAddress.getLoopbackAddress(), target));
                connections.add(connection);
                Thread.ofVirtual()
                        .start(() -> pass(connection, connection.client, connection.server));
                Thread.ofVirtual()
                        .start(() -> pass(connection, connection.server, connection.client));
            }
        } catch (IOException e) {
            if (!listener.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Until either side ends. */
    private void pass(Connection connection, Socket from, Socket to) {
        byte[] buffer = new byte[8192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (!connection.silent) {
                    to.getOutputStream().write(buffer, 0, count);
                }
            }
        } catch (IOException e) {
            // The other direction has closed both.
            return;
        } finally {
            connections.remove(connection);
        }
    }

    private static final class Connection {
        private final Socket client;
        private final Socket server;
        private volatile boolean silent;

        Connection(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Connection connection : connections) {
            connection.client.close();
            connection.server.close();
        }
    }
}
