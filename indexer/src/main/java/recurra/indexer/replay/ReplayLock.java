package recurra.indexer.replay;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to replay, which one process has at a time. It ends with its connection, so a process
 * that dies does not keep it. It saves work only: two replays at once would still give what the log
 * says.
 */
final class ReplayLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReplayLock.class);

    /** "recurra" in ASCII, to be nobody else's number. */
    private static final long KEY = 0x7265_6375_7272_61L;

    private final Connection connection;

    private ReplayLock(Connection connection) {
        this.connection = connection;
    }

    /** The lock; empty when another process has it. */
    static Optional<ReplayLock> take(DataSource dataSource) throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            if (call(connection, "select pg_try_advisory_lock(?)")) {
                return Optional.of(new ReplayLock(connection));
            }
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        connection.close();
        return Optional.empty();
    }

    @Override
    public void close() {
        try (connection) {
            call(connection, "select pg_advisory_unlock(?)");
        } catch (SQLException e) {
            // The connection is broken, and the lock went with it.
            LOG.atWarn().setCause(e).log("The lock of the replay ended with its connection");
        }
    }

    private static boolean call(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, KEY);
            try (ResultSet result = statement.executeQuery()) {
                return result.next() && result.getBoolean(1);
            }
        }
    }
}
