package recurra.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import recurra.embedded.DatabaseLogin;

class PostgresComponentIT {
    @Test
    void theServerHasPgvector() throws SQLException {
        DatabaseLogin database = TestPostgres.shared().createDatabase();
        assertThat(value(database, "select '[1,0]'::vector <=> '[0,1]'::vector")).isEqualTo("1");
    }

    @Test
    void eachDatabaseIsNew() throws SQLException {
        DatabaseLogin first = TestPostgres.shared().createDatabase();
        DatabaseLogin second = TestPostgres.shared().createDatabase();
        try (Connection connection = first.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table only_here ()");
        }
        assertThat(value(second, "select to_regclass('only_here') is null")).isEqualTo("t");
    }

    @Test
    void theServerWithoutPgvectorHasNone() throws SQLException {
        DatabaseLogin database = TestPostgres.withoutPgvector().createDatabase();
        assertThat(
                        value(
                                database,
                                "select count(*) from pg_available_extensions where name = 'vector'"))
                .isEqualTo("0");
    }

    @Test
    void aStoppedServerIsUnreachableAndKeepsItsData() throws SQLException {
        try (TestPostgres postgres = TestPostgres.fresh()) {
            DatabaseLogin database = postgres.createDatabase();
            postgres.stop();
            assertThatThrownBy(() -> value(database, "select 1"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("refused");
            postgres.start();
            assertThat(value(database, "select current_database()")).startsWith("test_");
        }
    }

    @Test
    void aFrozenServerAnswersWhenItIsThawed() throws Exception {
        try (TestPostgres postgres = TestPostgres.fresh();
                Connection connection = postgres.createDatabase().dataSource().getConnection();
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            postgres.freeze();
            connection.setNetworkTimeout(executor, 300);
            assertThat(connection.isValid(1)).isFalse();
            postgres.thaw();
            assertThat(value(postgres.createDatabase(), "select 1")).isEqualTo("1");
        }
    }

    @Test
    void nobodyMayStopTheSharedServer() {
        assertThatThrownBy(TestPostgres.shared()::stop)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("fresh()");
    }

    private static String value(DatabaseLogin database, String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
