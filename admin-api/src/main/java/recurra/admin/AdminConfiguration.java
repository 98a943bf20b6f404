package recurra.admin;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import recurra.admin.config.AdminProperties;
import recurra.admin.entry.CurationLog;
import recurra.admin.entry.EmbedderClient;
import recurra.admin.entry.EntryDeleter;
import recurra.admin.entry.EntryRepository;
import recurra.admin.entry.SimilarEntries;
import recurra.admin.replay.IndexerClient;
import recurra.admin.security.AdminAccess;
import recurra.admin.statistics.StatisticsRepository;
import recurra.admin.web.SchemaHealth;
import recurra.admin.web.UnknownParameters;
import recurra.config.Binding;
import recurra.config.Secret;
import recurra.schemas.EventCodec;
import recurra.schemas.RegistrySettings;
import recurra.store.template.lucene.LuceneTemplateIndex;
import recurra.store.template.pgvector.PgvectorTemplateIndex;
import tools.jackson.databind.json.JsonMapper;

/** Chooses the adapters. */
@Configuration(proxyBeanMethods = false)
class AdminConfiguration {
    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    WebMvcConfigurer interceptors(
            AdminProperties properties, @Value("${server.address:}") String address) {
        Secret token = properties.token();
        if (token.isEmpty()) {
            Binding.requireLoopback(
                    Binding.parse(address), "set RECURRA_ADMIN_TOKEN or RECURRA_ADMIN_TOKEN_FILE.");
        }
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry interceptors) {
                interceptors.addInterceptor(new AdminAccess(token)).addPathPatterns("/admin/**");
                interceptors.addInterceptor(new UnknownParameters()).addPathPatterns("/admin/**");
            }
        };
    }

    @Bean
    DataSource dataSource(AdminProperties properties) {
        AdminProperties.Postgres postgres = properties.postgres();
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("recurra-admin");
        pool.setJdbcUrl(postgres.url());
        pool.setUsername(postgres.user());
        pool.setPassword(postgres.password().reveal());
        pool.setMaximumPoolSize(postgres.connections());
        pool.setMinimumIdle(1);
        pool.setConnectionTimeout(postgres.deadline().toMillis());
        pool.setValidationTimeout(postgres.deadline().toMillis());
        // The service starts without its database, and says so when it is asked.
        pool.setInitializationFailTimeout(-1);
        pool.addDataSourceProperty("ApplicationName", "recurra-admin-api");
        pool.addDataSourceProperty(
                "connectTimeout", String.valueOf(postgres.deadline().toSeconds()));
        // Ends waiting for a database that hangs: a query that is too slow was cancelled before.
        pool.addDataSourceProperty(
                "socketTimeout", String.valueOf(2 * postgres.deadline().toSeconds()));
        // A cancellation waits for the hanging database too, and the query for its cancellation.
        pool.addDataSourceProperty(
                "cancelSignalTimeout", String.valueOf(postgres.deadline().toSeconds()));
        return new HikariDataSource(pool);
    }

    @Bean
    JdbcClient jdbcClient(DataSource dataSource, AdminProperties properties) {
        JdbcTemplate template = new JdbcTemplate(dataSource);
        template.setQueryTimeout((int) properties.postgres().deadline().toSeconds());
        return JdbcClient.create(template);
    }

    @Bean
    SchemaHealth schema(DataSource dataSource) {
        return new SchemaHealth(dataSource);
    }

    @Bean
    EntryRepository entryRepository(JdbcClient database, JsonMapper json, Clock clock) {
        return new EntryRepository(database, json, clock);
    }

    @Bean
    EmbedderClient embedderClient(AdminProperties properties, JsonMapper json) {
        return new EmbedderClient(
                properties.embedder().url(), properties.embedder().deadline(), json);
    }

    @Bean
    TemplateIndexChoice templateIndex(
            AdminProperties properties,
            DataSource dataSource,
            JdbcClient database,
            MeterRegistry meters) {
        Duration deadline = properties.postgres().deadline();
        return new TemplateIndexChoice(
                properties.templateIndex(),
                new PgvectorTemplateIndex(dataSource, deadline, meters),
                LuceneTemplateIndex.forReading(
                        properties.data().resolve("template-index"), deadline, meters),
                database);
    }

    @Bean
    SimilarEntries similarEntries(
            EmbedderClient embedder,
            TemplateIndexChoice index,
            EntryRepository entries,
            JsonMapper json) {
        return new SimilarEntries(embedder, index, entries, json);
    }

    @Bean
    CurationLog curationLog(AdminProperties properties) {
        String registry = properties.schemaRegistryUrl();
        return new CurationLog(
                properties.kafka().bootstrap(),
                registry.isEmpty()
                        ? EventCodec.classpath()
                        : EventCodec.registry(RegistrySettings.apicurio(registry)));
    }

    @Bean
    EntryDeleter entryDeleter(EntryRepository entries, CurationLog log, Clock clock) {
        return new EntryDeleter(entries, log, clock);
    }

    @Bean
    StatisticsRepository statisticsRepository(JdbcClient database, DataSource dataSource) {
        TransactionTemplate snapshot =
                new TransactionTemplate(new JdbcTransactionManager(dataSource));
        snapshot.setReadOnly(true);
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        return new StatisticsRepository(database, snapshot);
    }

    @Bean
    IndexerClient indexerClient(AdminProperties properties, JsonMapper json) {
        return new IndexerClient(
                properties.indexer().url(),
                properties.token(),
                properties.indexer().deadline(),
                json);
    }
}
