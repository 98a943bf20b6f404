package recurra.admin.web;

import javax.sql.DataSource;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import recurra.store.postgres.SchemaVersion;

/**
 * Up where the database answers and is as new as this build. Only the indexer makes and changes it.
 */
public final class SchemaHealth extends AbstractHealthIndicator {
    private final DataSource dataSource;

    public SchemaHealth(DataSource dataSource) {
        super("Postgres does not answer");
        this.dataSource = dataSource;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        if (SchemaVersion.isReady(dataSource)) {
            builder.up();
        } else {
            builder.outOfService().withDetail("waitingFor", "the indexer's migration");
        }
    }
}
