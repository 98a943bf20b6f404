package recurra.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of the loopback interface. */
public final class Ports {
    // Below the ranges that Linux and macOS give to outgoing connections. A client that tries again
    // and
    // again to reach a stopped server would otherwise, sooner or later, be given the server's own
    // port.
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;
    private static final int ATTEMPTS = 1_000;

    private Ports() {}

    /** A port on which nothing listens at this moment. */
    public static int free() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (isFree(port)) {
                return port;
            }
        }
        throw new EmbeddedServerException(
                "No free port between %d and %d on 127.0.0.1.".formatted(LOWEST, HIGHEST));
    }

    /**
     * {@code port}, or a free one where it is 0.
     *
     * @throws EmbeddedServerException when something listens on it already
     */
    static int resolve(int port, String server) {
        if (port == 0) {
            return free();
        }
        if (!isFree(port)) {
            throw new EmbeddedServerException(
                    ("%s cannot listen on 127.0.0.1:%d: the port is in use. Give %s another port, or"
                                    + " stop the program that has it (\"ss -ltnp\" lists them).")
                            .formatted(server, port, server));
        }
        return port;
    }

    /** Whether nothing listens on the port at this moment. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // As the servers do: connections of an earlier run that are still being wound up do not
            // count.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException portIsTaken) {
            return false;
        }
    }
}
