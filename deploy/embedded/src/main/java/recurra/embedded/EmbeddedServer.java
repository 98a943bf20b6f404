package recurra.embedded;

/** A running server. Closing it ends the server and keeps its data. */
public sealed interface EmbeddedServer extends AutoCloseable
        permits EmbeddedKafka, EmbeddedProcess {
    /** The port of 127.0.0.1 on which it listens. */
    int port();

    @Override
    void close();
}
