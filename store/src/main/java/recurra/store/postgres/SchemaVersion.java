package recurra.store.postgres;

import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whether the database has the tables that this build needs. Only the indexer makes them. */
public final class SchemaVersion {
    /** The migration of {@code db/migration/core} that this build needs. */
    private static final int NEEDED = 1;

    private SchemaVersion() {}

    /**
     * Whether the schema is as new as this build, or newer.
     *
     * @throws org.springframework.dao.DataAccessException when the database cannot be asked
     */
    public static boolean isReady(DataSource dataSource) {
        JdbcClient jdbc = JdbcClient.create(dataSource);
        boolean begun =
                jdbc.sql("select to_regclass('recurra.flyway_core') is not null")
                        .query(Boolean.class)
                        .single();
        return begun
                && jdbc.sql(
                                """
                                select exists (
                                    select from recurra.flyway_core
                                    where success and version::integer >= :needed)
                                """)
                        .param("needed", NEEDED)
                        .query(Boolean.class)
                        .single();
    }
}
