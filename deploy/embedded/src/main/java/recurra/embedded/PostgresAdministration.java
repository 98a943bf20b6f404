package recurra.embedded;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/** What a superuser has to do once in a Postgres server, the same for every server of ours. */
public final class PostgresAdministration {
    /** The user that owns the databases. It is no superuser: row-level security holds for it. */
    private static final String OWNER = "recurra";

    private static final int LOGIN_TIMEOUT_SECONDS = 10;
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    private final String host;
    private final int port;
    private final String password;

    /**
     * @param password of the superuser {@code postgres}; the owner of the databases gets the same
     */
    public PostgresAdministration(String host, int port, String password) {
        this.host = host;
        this.port = port;
        this.password = Objects.requireNonNull(password);
        if (password.contains("'")) {
            throw new IllegalArgumentException("The password must not contain a quote");
        }
    }

    /** Whether the extension pgvector is installed beside the server. */
    public boolean hasPgvector() {
        return query("postgres", "select 1 from pg_available_extensions where name = 'vector'");
    }

    /**
     * The database of this name, created where it does not exist: owned by a user who is no
     * superuser, and with pgvector where the server has it.
     */
    public DatabaseLogin database(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "A database name is lower-case letters, digits and _: " + name);
        }
        if (!query("postgres", "select 1 from pg_roles where rolname = '%s'".formatted(OWNER))) {
            // createrole: the migrations create the role that the gateway's reads are confined to.
            execute(
                    "postgres",
                    "create role %s login createrole password '%s'".formatted(OWNER, password));
        }
        if (!query("postgres", "select 1 from pg_database where datname = '%s'".formatted(name))) {
            execute("postgres", "create database %s owner %s".formatted(name, OWNER));
        }
        if (hasPgvector()) {
            execute(name, "create extension if not exists vector");
        }
        return new DatabaseLogin(url(name), OWNER, password);
    }

    /** Whether the server answers a query. */
    boolean answers() throws SQLException {
        try (Connection connection = connect("postgres")) {
            return connection.isValid(1);
        }
    }

    private boolean query(String database, String sql) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next();
        } catch (SQLException e) {
            throw new EmbeddedServerException("Postgres refuses: " + sql, e);
        }
    }

    private void execute(String database, String sql) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            // The statement is not shown: one of them holds the password.
            throw new EmbeddedServerException(
                    "Postgres refuses to prepare the database " + database, e);
        }
    }

    private Connection connect(String database) throws SQLException {
        DataSource dataSource = new DatabaseLogin(url(database), "postgres", password).dataSource();
        dataSource.setLoginTimeout(LOGIN_TIMEOUT_SECONDS);
        return dataSource.getConnection();
    }

    private String url(String database) {
        return "jdbc:postgresql://%s:%d/%s".formatted(host, port, database);
    }
}
