package recurra.indexer;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import recurra.indexer.answers.AnswersProjection;
import recurra.indexer.config.IndexerProperties;
import recurra.indexer.consume.EventConsumers;
import recurra.indexer.consume.KafkaSettings;
import recurra.indexer.event.BatchProcessor;
import recurra.indexer.event.DeadLetterTopic;
import recurra.indexer.event.Projection;
import recurra.indexer.event.SkippedRecords;
import recurra.indexer.index.IndexProjection;
import recurra.indexer.purge.Purge;
import recurra.indexer.purge.PurgeSettings;
import recurra.indexer.replay.Replay;
import recurra.indexer.replay.ReplaySettings;
import recurra.indexer.replay.ReplayTargets;
import recurra.indexer.web.AdminGate;
import recurra.schemas.EventCodec;
import recurra.schemas.Migrations;
import recurra.schemas.RegistrySettings;
import recurra.schemas.TopicSettings;
import recurra.store.entry.EntryWriter;
import recurra.store.entry.postgres.PostgresEntryWriter;
import recurra.store.exact.ExactCache;
import recurra.store.exact.redis.RedisExactCache;
import recurra.store.exact.redis.RedisSettings;
import recurra.store.template.TemplateIndex;
import recurra.store.template.TemplateIndexes;
import recurra.store.template.lucene.LuceneTemplateIndex;
import recurra.store.template.pgvector.PgvectorTemplateIndex;
import tools.jackson.databind.json.JsonMapper;

/** Chooses the adapters. */
@Configuration(proxyBeanMethods = false)
class IndexerConfiguration {
    /** The folder of the Lucene index in the data folder; the gateway reads it there. */
    private static final String TEMPLATE_FOLDER = "template-index";

    /** The indexer never searches, so this never counts. */
    private static final Duration SEARCH_DEADLINE = Duration.ofSeconds(1);

    private static final int CONNECTION_TIMEOUT_MILLIS = 5_000;

    /** Longer than any statement takes, so that only a connection that is dead ends this way. */
    private static final String SOCKET_TIMEOUT_SECONDS = "600";

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    StartUp startUp(IndexerProperties properties) {
        return new StartUp(properties.startTimeout());
    }

    @Bean
    HikariDataSource dataSource(IndexerProperties properties) {
        IndexerProperties.Postgres postgres = properties.postgres();
        HikariDataSource dataSource = new HikariDataSource();
        dataSource.setPoolName("recurra-indexer");
        dataSource.setJdbcUrl(postgres.url());
        dataSource.setUsername(postgres.user());
        dataSource.setPassword(postgres.password().reveal());
        dataSource.setMaximumPoolSize(postgres.connections());
        dataSource.setMinimumIdle(0);
        dataSource.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        dataSource.setInitializationFailTimeout(-1);
        dataSource.addDataSourceProperty("socketTimeout", SOCKET_TIMEOUT_SECONDS);
        dataSource.addDataSourceProperty("tcpKeepAlive", "true");
        dataSource.addDataSourceProperty("ApplicationName", "recurra-indexer");
        return dataSource;
    }

    /** The template index; the database is migrated once it is there. */
    @Bean
    TemplateIndex templateIndex(
            IndexerProperties properties,
            DataSource dataSource,
            StartUp startUp,
            MeterRegistry meters) {
        startUp.awaitDatabase(dataSource, properties.postgres().url());
        boolean pgvector =
                switch (properties.templateIndex()) {
                    case AUTO -> TemplateIndexes.hasPgvector(dataSource);
                    case PGVECTOR -> true;
                    case LUCENE -> false;
                };
        Migrations.migrate(dataSource, pgvector);
        return pgvector
                ? new PgvectorTemplateIndex(dataSource, SEARCH_DEADLINE, meters)
                : LuceneTemplateIndex.forWriting(
                        properties.data().resolve(TEMPLATE_FOLDER), SEARCH_DEADLINE, meters);
    }

    @Bean
    ExactCache exactCache(IndexerProperties properties, Clock clock, MeterRegistry meters) {
        IndexerProperties.Redis redis = properties.redis();
        return new RedisExactCache(
                new RedisSettings(
                        redis.url(),
                        redis.deadline(),
                        redis.maxTtl(),
                        redis.maxValue(),
                        RedisSettings.NOTHING_NEAR),
                clock,
                meters);
    }

    @Bean
    EntryWriter entryWriter(DataSource dataSource) {
        return new PostgresEntryWriter(dataSource);
    }

    @Bean
    IndexProjection indexProjection(
            DataSource dataSource,
            EntryWriter entries,
            TemplateIndex templates,
            MeterRegistry meters) {
        return new IndexProjection(dataSource, entries, templates, meters);
    }

    /** After the index, which migrates the database. */
    @Bean
    AnswersProjection answersProjection(
            IndexProjection index, ExactCache cache, EntryWriter entries, DataSource dataSource) {
        return new AnswersProjection(cache, entries, dataSource);
    }

    @Bean
    KafkaSettings kafkaSettings(IndexerProperties properties) {
        IndexerProperties.Kafka kafka = properties.kafka();
        return new KafkaSettings(
                kafka.bootstrap(),
                kafka.concurrency(),
                new TopicSettings(
                        kafka.partitions(), kafka.replicationFactor(), kafka.requestsRetention()),
                kafka.retryWait(),
                kafka.longestRetryWait());
    }

    @Bean
    EventCodec eventCodec(IndexerProperties properties) {
        return properties.schemaRegistryUrl() == null
                ? EventCodec.classpath()
                : EventCodec.registry(
                        RegistrySettings.apicurio(properties.schemaRegistryUrl().toString())
                                .with(
                                        properties.schemaRegistrySerializer(),
                                        properties.schemaRegistryDeserializer()));
    }

    @Bean
    DefaultKafkaProducerFactory<byte[], byte[]> deadLetterProducers(KafkaSettings settings) {
        return new DefaultKafkaProducerFactory<>(settings.producer());
    }

    @Bean
    EventConsumers consumers(
            KafkaSettings settings,
            EventCodec codec,
            IndexProjection index,
            AnswersProjection answers,
            DefaultKafkaProducerFactory<byte[], byte[]> deadLetterProducers,
            StartUp startUp,
            MeterRegistry meters) {
        startUp.awaitTopics(settings);
        DeadLetterTopic deadLetters =
                new DeadLetterTopic(new KafkaTemplate<>(deadLetterProducers), index.name(), meters);
        return new EventConsumers(settings, meters)
                .with(index, new BatchProcessor(codec, index, deadLetters))
                .with(
                        answers,
                        new BatchProcessor(
                                codec, answers, new SkippedRecords(answers.name(), meters)));
    }

    @Bean
    Replay replay(
            IndexerProperties properties,
            KafkaSettings kafka,
            EventCodec codec,
            IndexProjection index,
            AnswersProjection answers,
            DataSource dataSource,
            Clock clock,
            MeterRegistry meters) {
        SkippedRecords aside = new SkippedRecords("recurra-replay", meters);
        Map<Projection, BatchProcessor> targets = new LinkedHashMap<>();
        targets.put(index, new BatchProcessor(codec, index, aside));
        targets.put(answers, new BatchProcessor(codec, answers, aside));
        return new Replay(
                dataSource,
                new ReplaySettings(
                        kafka.consumer(),
                        kafka.admin(),
                        properties.replay().partitions(),
                        kafka.retryWait(),
                        kafka.longestRetryWait()),
                new ReplayTargets(targets),
                clock,
                meters);
    }

    @Bean
    Purge purge(
            IndexerProperties properties,
            DataSource dataSource,
            TemplateIndex templates,
            MeterRegistry meters) {
        IndexerProperties.Purge purge = properties.purge();
        return new Purge(
                        new PurgeSettings(
                                purge.interval(),
                                purge.entriesPerRound(),
                                purge.servedRequests(),
                                purge.processedEvents()),
                        dataSource,
                        templates,
                        meters)
                .start();
    }

    @Bean
    FilterRegistrationBean<AdminGate> adminGate(IndexerProperties properties, JsonMapper json) {
        FilterRegistrationBean<AdminGate> gate =
                new FilterRegistrationBean<>(new AdminGate(properties.adminToken(), json));
        gate.addUrlPatterns("/replay", "/replay/*");
        return gate;
    }
}
