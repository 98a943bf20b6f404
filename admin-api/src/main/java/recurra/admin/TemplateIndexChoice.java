package recurra.admin;

import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import recurra.admin.config.AdminProperties.TemplateIndexKind;
import recurra.store.template.TemplateIndex;
import recurra.store.template.lucene.LuceneTemplateIndex;
import recurra.store.template.pgvector.PgvectorTemplateIndex;

/**
 * The template index that the indexer keeps. Asked for anew each time, because the database may
 * come, and get its tables, long after this service has started.
 */
final class TemplateIndexChoice implements Supplier<TemplateIndex>, AutoCloseable {
    private final TemplateIndexKind kind;
    private final PgvectorTemplateIndex pgvector;
    private final LuceneTemplateIndex lucene;
    private final JdbcClient database;

    TemplateIndexChoice(
            TemplateIndexKind kind,
            PgvectorTemplateIndex pgvector,
            LuceneTemplateIndex lucene,
            JdbcClient database) {
        this.kind = kind;
        this.pgvector = pgvector;
        this.lucene = lucene;
        this.database = database;
    }

    @Override
    public TemplateIndex get() {
        return switch (kind) {
            case PGVECTOR -> pgvector;
            case LUCENE -> lucene;
            case AUTO -> hasVectors() ? pgvector : lucene;
        };
    }

    @Override
    public void close() {
        pgvector.close();
        lucene.close();
    }

    private boolean hasVectors() {
        return database.sql("select to_regclass('recurra.template_vector') is not null")
                .query(Boolean.class)
                .single();
    }
}
