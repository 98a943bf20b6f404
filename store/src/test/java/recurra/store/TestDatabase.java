package recurra.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import recurra.embedded.DatabaseLogin;
import recurra.schemas.Migrations;
import recurra.testing.TestPostgres;

/** A database with Recurra's tables and a pool of connections, as a service has it. */
public final class TestDatabase implements AutoCloseable {
    private final HikariDataSource pool;

    private TestDatabase(HikariDataSource pool) {
        this.pool = pool;
    }

    /** A new one on the server. */
    public static TestDatabase on(TestPostgres server, boolean pgvector) {
        TestDatabase database = new TestDatabase(pool(server.createDatabase()));
        Migrations.migrate(database.pool, pgvector);
        return database;
    }

    /** A new one with pgvector. */
    public static TestDatabase create() {
        return on(TestPostgres.shared(), true);
    }

    private static HikariDataSource pool(DatabaseLogin login) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(login.url());
        config.setUsername(login.user());
        config.setPassword(login.password());
        config.setMaximumPoolSize(8);
        config.setConnectionTimeout(2_000);
        config.setValidationTimeout(1_000);
        return new HikariDataSource(config);
    }

    public DataSource dataSource() {
        return pool;
    }

    public JdbcClient jdbc() {
        return JdbcClient.create(pool);
    }

    public TransactionTemplate transactions() {
        return new TransactionTemplate(new JdbcTransactionManager(pool));
    }

    /** Connections that somebody holds. */
    public int connectionsInUse() {
        return pool.getHikariPoolMXBean().getActiveConnections();
    }

    @Override
    public void close() {
        pool.close();
    }
}
