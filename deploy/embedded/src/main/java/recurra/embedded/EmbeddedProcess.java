package recurra.embedded;

/** A server in an operating-system process of its own. */
public sealed interface EmbeddedProcess extends EmbeddedServer
        permits EmbeddedPostgres, EmbeddedRedis {
    /**
     * Stops the process without ending it, the way a hanging machine does: connections stay open
     * and nothing is answered. For tests of such failures.
     */
    void freeze();

    /** Lets a frozen process go on. Has no effect on one that is not frozen. */
    void thaw();
}
