package recurra.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import recurra.embedded.EmbeddedProcess;
import recurra.embedded.EmbeddedServer;
import recurra.embedded.Folders;
import recurra.embedded.Ports;

/** An embedded server with a port and a temporary folder of its own. */
final class EmbeddedComponent<S extends EmbeddedServer> implements Component {
    private final Starter<S> starter;
    private final Path folder;
    private final int port;
    private @Nullable S server;

    private EmbeddedComponent(Starter<S> starter, Path folder, int port) {
        this.starter = starter;
        this.folder = folder;
        this.port = port;
    }

    @FunctionalInterface
    interface Starter<S extends EmbeddedServer> {
        S start(Path folder, int port);
    }

    static <S extends EmbeddedServer> EmbeddedComponent<S> started(Starter<S> starter) {
        try {
            var component =
                    new EmbeddedComponent<>(
                            starter, Files.createTempDirectory("recurra-test"), Ports.free());
            Leftovers.closeAtExit(component);
            try {
                component.start();
            } catch (RuntimeException e) {
                component.close();
                throw e;
            }
            return component;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The running server. */
    synchronized S server() {
        if (server == null) {
            throw new IllegalStateException("The server is stopped");
        }
        return server;
    }

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public synchronized void stop() {
        server().close();
        server = null;
    }

    @Override
    public synchronized void start() {
        if (server != null) {
            throw new IllegalStateException("The server is running");
        }
        server = starter.start(folder, port);
    }

    @Override
    public void freeze() {
        process().freeze();
    }

    @Override
    public void thaw() {
        process().thaw();
    }

    @Override
    public synchronized void close() {
        try {
            if (server != null) {
                stop();
            }
            Folders.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Leftovers.forget(this);
        }
    }

    private EmbeddedProcess process() {
        if (server() instanceof EmbeddedProcess process) {
            return process;
        }
        throw new UnsupportedOperationException(
                "A server inside the Java process cannot be frozen alone");
    }
}
