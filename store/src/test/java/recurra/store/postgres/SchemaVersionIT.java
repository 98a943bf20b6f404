package recurra.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import recurra.schemas.Migrations;
import recurra.store.template.TemplateIndexes;
import recurra.testing.TestPostgres;

class SchemaVersionIT {
    @Test
    void isReadyOnceItIsMigrated() {
        DataSource database = TestPostgres.shared().createDatabase().dataSource();
        assertThat(SchemaVersion.isReady(database)).isFalse();

        Migrations.migrate(database, true);

        assertThat(SchemaVersion.isReady(database)).isTrue();
    }

    @Test
    void migratingAgainChangesNothing() {
        DataSource database = TestPostgres.shared().createDatabase().dataSource();
        Migrations.migrate(database, true);
        JdbcClient jdbc = JdbcClient.create(database);
        jdbc.sql("insert into recurra.processed_event values ('c', gen_random_uuid())").update();

        Migrations.migrate(database, true);

        assertThat(
                        jdbc.sql("select count(*) from recurra.processed_event")
                                .query(Integer.class)
                                .single())
                .isOne();
    }

    @Test
    void pgvectorMayComeLater() {
        DataSource database = TestPostgres.shared().createDatabase().dataSource();
        Migrations.migrate(database, false);
        JdbcClient jdbc = JdbcClient.create(database);
        assertThat(hasTemplateVectors(jdbc)).isFalse();

        Migrations.migrate(database, true);

        assertThat(hasTemplateVectors(jdbc)).isTrue();
    }

    @Test
    void aDatabaseWithoutPgvectorIsToldAndServes() {
        DataSource with = TestPostgres.shared().createDatabase().dataSource();
        DataSource without = TestPostgres.withoutPgvector().createDatabase().dataSource();
        assertThat(TemplateIndexes.hasPgvector(with)).isTrue();
        assertThat(TemplateIndexes.hasPgvector(without)).isFalse();

        Migrations.migrate(without, false);

        assertThat(SchemaVersion.isReady(without)).isTrue();
    }

    private static boolean hasTemplateVectors(JdbcClient jdbc) {
        return jdbc.sql("select to_regclass('recurra.template_vector') is not null")
                .query(Boolean.class)
                .single();
    }
}
