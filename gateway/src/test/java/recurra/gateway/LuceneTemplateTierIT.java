package recurra.gateway;

import java.nio.file.Path;
import recurra.embedded.DatabaseLogin;
import recurra.store.template.TemplateIndex;
import recurra.store.template.lucene.LuceneTemplateIndex;
import recurra.testing.TestPostgres;

class LuceneTemplateTierIT extends TemplateTierContract {
    @Override
    TestPostgres postgres() {
        return TestPostgres.withoutPgvector();
    }

    @Override
    boolean hasPgvector() {
        return false;
    }

    @Override
    TemplateIndex index(DatabaseLogin login, Path folder) {
        return LuceneTemplateIndex.forWriting(folder, deadline(), meters());
    }
}
