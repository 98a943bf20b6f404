package recurra.gateway;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import recurra.gateway.config.GatewayProperties;
import recurra.store.entry.EntryReader;
import recurra.store.entry.postgres.PostgresEntryReader;
import recurra.store.exact.ExactCache;
import recurra.store.exact.redis.RedisExactCache;
import recurra.store.exact.redis.RedisSettings;
import recurra.store.flight.SharedFlights;
import recurra.store.flight.redis.RedisSharedFlights;
import recurra.store.postgres.SchemaVersion;
import recurra.store.template.TemplateIndex;
import recurra.store.template.TemplateIndexes;
import recurra.store.template.lucene.LuceneTemplateIndex;
import recurra.store.template.pgvector.PgvectorTemplateIndex;

/** The stores. None of them has to be there when the gateway starts. */
@Configuration(proxyBeanMethods = false)
class StoreConfiguration {
    private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(250);

    @Bean
    ExactCache exactCache(GatewayProperties properties, Clock clock, MeterRegistry meters) {
        RedisSettings settings =
                new RedisSettings(
                        properties.redis().url(),
                        properties.redis().timeout(),
                        RedisSettings.DEFAULT_MAX_TTL,
                        RedisSettings.DEFAULT_MAX_VALUE,
                        properties.redis().near());
        return new RedisExactCache(settings, clock, meters);
    }

    /** On a connection of its own, so that a lookup never waits behind an answer in flight. */
    @Bean
    SharedFlights sharedFlights(GatewayProperties properties, MeterRegistry meters) {
        return new RedisSharedFlights(
                properties.redis().url(),
                properties.redis().timeout(),
                properties.join().lease(),
                meters);
    }

    @Bean
    HikariDataSource dataSource(GatewayProperties properties) {
        GatewayProperties.Postgres postgres = properties.postgres();
        HikariConfig config = new HikariConfig();
        config.setPoolName("gateway");
        config.setJdbcUrl(postgres.url());
        config.setUsername(postgres.user());
        config.setPassword(postgres.password().reveal());
        config.setMaximumPoolSize(postgres.connections());
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(CONNECT_TIMEOUT.toMillis());
        config.setValidationTimeout(CONNECT_TIMEOUT.toMillis());
        // In seconds: a connection to a frozen server is given up.
        config.addDataSourceProperty("connectTimeout", "1");
        config.addDataSourceProperty("socketTimeout", "2");
        config.addDataSourceProperty("ApplicationName", "recurra-gateway");
        return new HikariDataSource(config);
    }

    @Bean
    EntryReader entryReader(
            DataSource dataSource,
            GatewayProperties properties,
            Clock clock,
            MeterRegistry meters) {
        return new PostgresEntryReader(dataSource, properties.postgres().timeout(), clock, meters);
    }

    @Bean
    TemplateIndexSelector templateIndexSelector(
            DataSource dataSource, GatewayProperties properties, MeterRegistry meters) {
        return new TemplateIndexSelector(() -> templateIndex(dataSource, properties, meters));
    }

    private static Optional<TemplateIndex> templateIndex(
            DataSource dataSource, GatewayProperties properties, MeterRegistry meters) {
        if (!SchemaVersion.isReady(dataSource)) {
            return Optional.empty();
        }
        Duration deadline = properties.postgres().timeout();
        boolean pgvector =
                switch (properties.template().index()) {
                    case PGVECTOR -> true;
                    case LUCENE -> false;
                    case AUTO -> TemplateIndexes.hasPgvector(dataSource);
                };
        if (!pgvector) {
            return Optional.of(
                    LuceneTemplateIndex.forReading(
                            properties.data().resolve("template-index"), deadline, meters));
        }
        return hasVectorTable(dataSource)
                ? Optional.of(
                        new PgvectorTemplateIndex(
                                dataSource, deadline, properties.template().exactScan(), meters))
                : Optional.empty();
    }

    private static boolean hasVectorTable(DataSource dataSource) {
        return JdbcClient.create(dataSource)
                .sql("select to_regclass('recurra.template_vector') is not null")
                .query(Boolean.class)
                .single();
    }
}
