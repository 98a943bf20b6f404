package recurra.testing;

/**
 * A server under test, wherever it runs. Its port stays the same when it is stopped and started.
 */
interface Component extends AutoCloseable {
    String host();

    int port();

    /** Stops an answering server in order; its data are kept. */
    void stop();

    /** Starts a stopped server; returns when it answers. */
    void start();

    /** Leaves connections open and answers nothing. */
    void freeze();

    void thaw();

    /** Ends the server for good and deletes its data. */
    @Override
    void close();
}
