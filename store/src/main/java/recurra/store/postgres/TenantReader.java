package recurra.store.postgres;

import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import recurra.matching.TenantId;
import recurra.store.StoreUnavailableException;
import recurra.store.StoreUnavailableException.Reason;

/**
 * Reads from Postgres as one tenant: whoever the login user is, row-level security leaves only that
 * tenant's rows. Safe for threads.
 *
 * <p>Every read ends within the deadline. The server cancels the statement a little earlier, which
 * costs nothing else. Where the server is frozen, or no connection is free, the reading thread is
 * interrupted: it is a virtual one, so its socket closes, and the pool replaces the connection. A
 * caller that is interrupted waits no longer, but its read keeps the deadline: to close a
 * connection and make another costs more than to let a short statement end.
 */
public final class TenantReader {
    /** The metric of all reads: a timer by {@code reader} and {@code outcome}. */
    static final String READS = "recurra.postgres.reads";

    /** The server's share of the deadline, so that it normally gives up first. */
    private static final double SERVER_SHARE = 0.8;

    /** PostgreSQL's state for a statement that was cancelled, by its timeout for one. */
    private static final String QUERY_CANCELED = "57014";

    private static final Logger LOG = LoggerFactory.getLogger(TenantReader.class);

    private final String name;
    private final Duration deadline;
    private final MeterRegistry meters;
    private final DataSource dataSource;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final String becomeTenant;

    /**
     * @param name of what is read, for the metric
     * @param deadline the longest that a read takes
     * @param extraSettings what Postgres is set to for each read
     */
    public TenantReader(
            String name,
            DataSource dataSource,
            Duration deadline,
            Map<String, String> extraSettings,
            MeterRegistry meters) {
        this.name = name;
        this.deadline = deadline;
        this.meters = meters;
        this.dataSource = dataSource;
        settings.put(
                "statement_timeout",
                Math.max(1, (long) (deadline.toMillis() * SERVER_SHARE)) + "ms");
        // For the values at hand, because one scope has three rows and the next one a million.
        settings.put("plan_cache_mode", "force_custom_plan");
        settings.putAll(extraSettings);
        this.becomeTenant = becomeTenant(settings);
    }

    /** All settings end with the transaction. */
    private static String becomeTenant(Map<String, String> settings) {
        return settings.keySet().stream()
                .map(setting -> "set_config('" + setting + "', ?, true)")
                .collect(
                        Collectors.joining(
                                ", ",
                                "select ",
                                ", set_config('search_path', 'recurra, ' || current_setting('search_path'), true)"
                                        + ", set_config('recurra.tenant', ?, true)"
                                        + ", set_config('role', 'recurra_tenant', true)"));
    }

    /**
     * Runs the queries in one transaction as the tenant.
     *
     * @throws StoreUnavailableException when they do not end within the deadline, or fail
     */
    public <T> T read(TenantId tenant, Function<JdbcClient, T> queries) {
        long startedNanos = System.nanoTime();
        String outcome = "failed";
        try {
            T result = readInTime(tenant, queries);
            outcome = "read";
            return result;
        } catch (StoreUnavailableException e) {
            outcome = e.reason().name().toLowerCase(Locale.ROOT);
            throw e;
        } finally {
            meters.timer(READS, "reader", name, "outcome", outcome)
                    .record(Duration.ofNanos(System.nanoTime() - startedNanos));
        }
    }

    private <T> T readInTime(TenantId tenant, Function<JdbcClient, T> queries) {
        long endNanos = System.nanoTime() + deadline.toNanos();
        FutureTask<T> read = new FutureTask<>(() -> readAsTenant(tenant, queries));
        Thread.ofVirtual().name("postgres-" + name).start(read);
        try {
            return read.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            read.cancel(true);
            throw new StoreUnavailableException(
                    Reason.TIMEOUT, "Postgres did not answer within the deadline", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            Thread.ofVirtual().name("postgres-" + name + "-end").start(() -> end(read, endNanos));
            throw new StoreUnavailableException(
                    Reason.TIMEOUT, "The wait for Postgres was interrupted", e);
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    /** Ends a read that nobody waits for, at its deadline at the latest. */
    private static void end(FutureTask<?> read, long endNanos) {
        try {
            read.get(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | InterruptedException e) {
            read.cancel(true);
        } catch (ExecutionException e) {
            LOG.atDebug().setCause(e).log("A read that nobody waited for failed");
        }
    }

    /** In a transaction of its own, since the caller's would go on as the tenant. */
    private <T> T readAsTenant(TenantId tenant, Function<JdbcClient, T> queries)
            throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            try {
                become(jdbc, tenant);
                T result = queries.apply(jdbc);
                connection.commit();
                return result;
            } catch (RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        }
    }

    private void become(JdbcClient jdbc, TenantId tenant) {
        JdbcClient.StatementSpec statement = jdbc.sql(becomeTenant);
        settings.values().forEach(statement::param);
        statement.param(tenant.value()).query(row -> {});
    }

    private static void rollBack(Connection connection, RuntimeException reason) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    private static RuntimeException failure(ExecutionException e) {
        return switch (e.getCause()) {
            case DataAccessException failed -> unavailable(failed);
            case SQLException failed -> unavailable(failed);
            case RuntimeException other -> other;
            case null, default -> new IllegalStateException("A read from Postgres broke", e);
        };
    }

    private static StoreUnavailableException unavailable(Exception failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && QUERY_CANCELED.equals(sql.getSQLState())) {
                return new StoreUnavailableException(
                        Reason.TIMEOUT, "Postgres did not answer within the deadline", failed);
            }
        }
        return new StoreUnavailableException(
                Reason.UNREACHABLE, "Postgres is not reachable, or refused", failed);
    }
}
