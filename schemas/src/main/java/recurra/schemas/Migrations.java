package recurra.schemas;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * Brings the database schema {@code recurra} to the version that this build needs. Only the indexer
 * does so; several may try at once, since Flyway takes a lock.
 *
 * <p>The tables of pgvector have a history of their own, because a database without the extension
 * never gets them. Nothing is ever dropped or cleaned, and a schema of that name which Recurra did
 * not make is refused.
 */
public final class Migrations {
    /** The schema that holds everything of Recurra. */
    public static final String SCHEMA = "recurra";

    /** The table in which Flyway keeps the versions of the tables that every database has. */
    public static final String CORE_HISTORY = "flyway_core";

    private static final String PGVECTOR_HISTORY = "flyway_pgvector";

    private Migrations() {}

    /**
     * Applies what is missing.
     *
     * @param pgvector whether the tables of the template index are wanted too; the extension {@code
     *     vector} has to be available then
     */
    public static void migrate(DataSource dataSource, boolean pgvector) {
        migrate(dataSource, CORE_HISTORY, "core", false);
        if (pgvector) {
            // The schema is not empty any more, so the second history starts on top of the first.
            migrate(dataSource, PGVECTOR_HISTORY, "pgvector", true);
        }
    }

    private static void migrate(
            DataSource dataSource, String history, String folder, boolean onExistingSchema) {
        Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(dataSource)
                .defaultSchema(SCHEMA)
                .createSchemas(true)
                .table(history)
                .locations("classpath:db/migration/" + folder)
                .baselineOnMigrate(onExistingSchema)
                .baselineVersion("0")
                .cleanDisabled(true)
                .load()
                .migrate();
    }
}
