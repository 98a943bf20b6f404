package recurra.store.exact.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A network between a client and a server, which can stall or break for this client alone. */
final class StallingProxy implements AutoCloseable {
    private final ServerSocket listening;
    private final URI target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition resumed = lock.newCondition();
    private boolean stalled;

    StallingProxy(String url) throws IOException {
        target = URI.create(url);
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** The server's address by way of the proxy. */
    String url() {
        return target.toString().replace(":" + target.getPort(), ":" + listening.getLocalPort());
    }

    /** Connections stay open, and nothing passes. */
    void stall() {
        set(true);
    }

    void resume() {
        set(false);
    }

    /** Closes all connections; new ones are accepted. */
    void breakConnections() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    private void set(boolean stall) {
        lock.lock();
        try {
            stalled = stall;
            resumed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Socket server = new Socket(target.getHost(), target.getPort());
                sockets.addAll(List.of(client, server));
                Thread.ofVirtual().start(() -> pass(client, server));
                Thread.ofVirtual().start(() -> pass(server, client));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[8_192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                awaitResumed();
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // Broken on purpose, or the test is over.
        }
    }

    private void awaitResumed() {
        lock.lock();
        try {
            while (stalled) {
                resumed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        resume();
        listening.close();
        breakConnections();
    }
}
