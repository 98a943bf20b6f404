package recurra.standalone;

import java.util.List;
import java.util.Properties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import recurra.embedded.DatabaseLogin;

/** What really stands in the database. */
final class Rows {
    /** A database that was left frozen fails its test, and does not hang it. */
    private static final String ANSWER_SECONDS = "30";

    private final JdbcClient database;

    Rows(DatabaseLogin login) {
        var dataSource = new DriverManagerDataSource(login.url(), login.user(), login.password());
        Properties properties = new Properties();
        properties.setProperty("socketTimeout", ANSWER_SECONDS);
        dataSource.setConnectionProperties(properties);
        database = JdbcClient.create(dataSource);
    }

    /** Everything of the entries that a client or the index can notice, in order. */
    List<String> entries() {
        return database.sql(
                        """
                        select concat_ws(' ', tenant_id, entry_id, encode(exact_key, 'hex'), encode(scope_key, 'hex'),
                            encode(normalized_key, 'hex'), interaction_id, model, answered_model, provider, question,
                            encode(sha256(answer), 'hex'), encode(answer_digest, 'hex'), prompt_tokens, completion_tokens,
                            cost_nano_usd, answered_at, expires_at)
                        from recurra.entry order by 1
                        """)
                .query(String.class)
                .list();
    }

    /** The entries' questions, each as often as it stands there. */
    List<String> questions() {
        return database.sql("select question from recurra.entry").query(String.class).list();
    }

    /** The vectors of pgvector, in order. */
    List<String> vectors() {
        return database.sql(
                        """
                        select concat_ws(' ', tenant_id, entry_id, encode(scope_key, 'hex'), simhash, embedding, features)
                        from recurra.template_vector order by 1
                        """)
                .query(String.class)
                .list();
    }

    long servedRequests() {
        return database.sql("select count(*) from recurra.served_request")
                .query(Long.class)
                .single();
    }

    boolean hasTable(String name) {
        return database.sql("select to_regclass('recurra.' || :name) is not null")
                .param("name", name)
                .query(Boolean.class)
                .single();
    }

    /** Removes everything derived but the tables themselves. */
    void deleteAll() {
        List.of(
                        "entry",
                        "entry_invalidation",
                        "served_request",
                        "processed_event",
                        "template_vector")
                .stream()
                .filter(this::hasTable)
                .forEach(table -> database.sql("delete from recurra." + table).update());
    }
}
