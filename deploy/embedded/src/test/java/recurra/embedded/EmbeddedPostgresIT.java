package recurra.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Postgres of the artifacts; an installed one is tested where tests get theirs from. */
class EmbeddedPostgresIT {
    @TempDir private Path folder;

    @Test
    void dataSurviveARestartOnTheSamePort() throws Exception {
        int port;
        try (EmbeddedPostgres postgres = start(0, null)) {
            port = postgres.port();
            DatabaseLogin database = postgres.database("recurra");
            update(database, "create table note (text text)");
            update(database, "insert into note values ('kept')");
        }
        try (EmbeddedPostgres again = start(port, null)) {
            DatabaseLogin database = again.database("recurra");
            assertThat(database.url()).contains("127.0.0.1:" + port);
            assertThat(value(database, "select text from note")).isEqualTo("kept");
        }
    }

    @Test
    void theOwnerOfADatabaseIsNoSuperuserButMayMakeRoles() throws Exception {
        try (EmbeddedPostgres postgres = start(0, null)) {
            DatabaseLogin database = postgres.database("recurra");
            assertThat(
                            value(
                                    database,
                                    "select rolsuper::text || rolcreaterole from pg_roles where rolname = current_user"))
                    .isEqualTo("falsetrue");
            assertThat(value(database, "select lower('ÄÖÜ')")).isEqualTo("äöü");
        }
    }

    @Test
    void theServerOfTheArtifactsHasNoPgvectorAndAsksForAPassword() {
        try (EmbeddedPostgres postgres = start(0, null)) {
            assertThat(postgres.hasPgvector()).isFalse();
            DatabaseLogin database = postgres.database("recurra");
            assertThat(database.toString()).doesNotContain(database.password());
            assertThatThrownBy(() ->
                            value(
                                    new DatabaseLogin(database.url(), "postgres", "guessed"),
                                    "select 1"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password");
        }
    }

    @Test
    void dataOfAnotherMajorVersionAreRefused() throws Exception {
        start(0, null).close();
        Files.writeString(folder.resolve("data/PG_VERSION"), "9\n");
        assertThatThrownBy(() -> start(0, null))
                .isInstanceOf(EmbeddedServerException.class)
                .hasMessageContaining("written by PostgreSQL 9")
                .hasMessageContaining("is PostgreSQL 17");
    }

    @Test
    void anInterruptedFirstStartIsBegunAgain() throws Exception {
        Files.createDirectories(folder.resolve("data.new/base"));
        try (EmbeddedPostgres postgres = start(0, null)) {
            assertThat(postgres.port()).isPositive();
        }
    }

    @Test
    void aFolderWithoutProgramsIsNoInstallation(@TempDir Path home) {
        assertThatThrownBy(() -> start(0, home))
                .isInstanceOf(EmbeddedServerException.class)
                .hasMessageContaining(home + " is no PostgreSQL installation");
    }

    private EmbeddedPostgres start(int port, Path home) {
        return EmbeddedPostgres.start(
                new EmbeddedPostgres.Config(folder, port, home, Map.of("fsync", "off")));
    }

    private static void update(DatabaseLogin database, String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
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
