package recurra.store.template;

import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What decides which template index is used. */
public final class TemplateIndexes {
    private TemplateIndexes() {}

    /**
     * Whether the database has pgvector 0.8 or newer, or can have it. Older ones cannot go on with
     * a search when the scope's rows are rare among the nearest.
     *
     * @throws org.springframework.dao.DataAccessException when the database cannot be asked
     */
    public static boolean hasPgvector(DataSource dataSource) {
        return JdbcClient.create(dataSource)
                .sql(
                        """
                        select exists (
                            select from pg_available_extensions
                            where name = 'vector'
                              and (string_to_array(default_version, '.')::integer[]) >= array[0, 8])
                        """)
                .query(Boolean.class)
                .single();
    }
}
