package recurra.gateway;

import java.nio.file.Path;
import recurra.embedded.DatabaseLogin;
import recurra.store.template.TemplateIndex;
import recurra.store.template.pgvector.PgvectorTemplateIndex;
import recurra.testing.TestPostgres;

class PgvectorTemplateTierIT extends TemplateTierContract {
    @Override
    TestPostgres postgres() {
        return TestPostgres.shared();
    }

    @Override
    boolean hasPgvector() {
        return true;
    }

    @Override
    TemplateIndex index(DatabaseLogin login, Path folder) {
        return new PgvectorTemplateIndex(login.dataSource(), deadline(), meters());
    }
}
