package recurra.store.template.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static recurra.store.Samples.ACME;
import static recurra.store.Samples.NOON;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import recurra.store.TestDatabase;
import recurra.store.template.TemplateIndex;
import recurra.store.template.TemplateIndexContract;

class PgvectorTemplateIndexIT extends TemplateIndexContract {
    private static TestDatabase database;

    private final PgvectorTemplateIndex index =
            new PgvectorTemplateIndex(
                    database.dataSource(),
                    Duration.ofSeconds(5),
                    exactScan(),
                    new SimpleMeterRegistry());

    /** Up to which size scopes are read whole. */
    int exactScan() {
        return PgvectorTemplateIndex.EXACT_SCAN;
    }

    @BeforeAll
    static void create() {
        database = TestDatabase.create();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void clear() {
        index.clear();
    }

    @Override
    protected TemplateIndex index() {
        return index;
    }

    @Override
    protected TemplateIndex reader() {
        return index;
    }

    @Test
    void joinsTheTransactionOfItsThread() {
        float[] vector = vector();
        database.transactions()
                .executeWithoutResult(transaction -> {
                    index.upsert(List.of(record(ACME, 1, vector, NOON)));
                    transaction.setRollbackOnly();
                });

        assertThat(index.nearest(query(vector))).isEmpty();
    }
}
