package recurra.embedded;

import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** How to connect to one Postgres database: a JDBC URL without credentials, a user, a password. */
public record DatabaseLogin(String url, String user, String password) {
    /** A data source that opens a new connection at each call. */
    public DataSource dataSource() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        dataSource.setUser(user);
        dataSource.setPassword(password);
        return dataSource;
    }

    @Override
    public String toString() {
        return "DatabaseLogin[url=%s, user=%s]".formatted(url, user);
    }
}
