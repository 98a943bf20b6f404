package recurra.indexer.index;

import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Keeps the emptying of the index apart from every batch, in all processes. Held until the end of
 * the transaction.
 *
 * <p>Without it a batch that is half done could lose its effects to the emptying and still record
 * its events as applied, so that reading the log again would leave them out.
 */
final class ResetLock {
    /** "recurrai" in ASCII, to be nobody else's number. */
    private static final long KEY = 0x7265_6375_7272_6169L;

    private final JdbcClient jdbc;

    ResetLock(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
    }

    /** Waits while somebody empties the index. */
    void share() {
        take("select pg_advisory_xact_lock_shared(:key)");
    }

    /** Waits until no batch is being applied. */
    void takeAlone() {
        take("select pg_advisory_xact_lock(:key)");
    }

    private void take(String sql) {
        jdbc.sql(sql).param("key", KEY).query(row -> {});
    }
}
