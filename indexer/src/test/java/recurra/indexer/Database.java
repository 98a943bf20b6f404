package recurra.indexer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import recurra.embedded.DatabaseLogin;

/** What the indexer wrote into its database. */
public final class Database {
    private static final List<String> TABLES =
            List.of("entry", "entry_invalidation", "served_request", "processed_event");

    private final DatabaseLogin login;
    private final DataSource dataSource;
    private final JdbcClient jdbc;

    public Database(DatabaseLogin login) {
        this.login = login;
        this.dataSource = login.dataSource();
        this.jdbc = JdbcClient.create(dataSource);
    }

    public DatabaseLogin login() {
        return login;
    }

    public DataSource dataSource() {
        return dataSource;
    }

    public long count(String table) {
        return jdbc.sql("select count(*) from recurra." + table).query(Long.class).single();
    }

    /** The answer's digest of each entry, in hexadecimal. */
    public Map<String, String> entries() {
        Map<String, String> entries = new LinkedHashMap<>();
        jdbc.sql(
                        """
                        select entry_id::text, encode(answer_digest, 'hex') from recurra.entry order by entry_id
                        """)
                .query(row -> {
                    entries.put(row.getString(1), row.getString(2));
                });
        return entries;
    }

    /**
     * Every row of every table as text, without the time at which an event was processed.
     *
     * @param templates the table of the template index, or nothing where it is not in the database
     */
    public Map<String, List<String>> dump(String... templates) {
        Map<String, List<String>> dump = new LinkedHashMap<>();
        for (String table : TABLES) {
            dump.put(table, rows(table));
        }
        for (String table : templates) {
            dump.put(table, rows(table));
        }
        return dump;
    }

    public void deleteEverything(String... templates) {
        for (String table : TABLES) {
            jdbc.sql("delete from recurra." + table).update();
        }
        for (String table : templates) {
            jdbc.sql("delete from recurra." + table).update();
        }
    }

    private List<String> rows(String table) {
        return jdbc.sql(
                        """
                        select (to_jsonb(r) - 'processed_at')::text from recurra.%s r order by 1
                        """
                                .formatted(table))
                .query(String.class)
                .list();
    }
}
