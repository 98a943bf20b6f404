package recurra.store.template.pgvector;

/** The same where all scopes count as large, and the planner has the choice. */
class PgvectorLargeScopesIT extends PgvectorTemplateIndexIT {
    @Override
    int exactScan() {
        return 0;
    }
}
