package recurra.indexer;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import recurra.config.InvalidConfigurationException;
import recurra.indexer.consume.KafkaSettings;
import recurra.schemas.TopicProvisioner;

/** Waits for the parts without which the indexer cannot begin. */
final class StartUp {
    private static final Logger LOG = LoggerFactory.getLogger(StartUp.class);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(1);

    private final Instant deadline;

    /**
     * @param longest how long all waiting may take together
     */
    StartUp(Duration longest) {
        deadline = Instant.now().plus(longest);
    }

    void awaitDatabase(DataSource dataSource, String url) {
        await(
                "Postgres",
                () -> JdbcClient.create(dataSource).sql("select 1").query(Integer.class).single(),
                new InvalidConfigurationException(
                        "Postgres does not answer at " + url + ".",
                        "Start it, or set RECURRA_POSTGRES_URL, RECURRA_POSTGRES_USER and"
                                + " RECURRA_POSTGRES_PASSWORD."));
    }

    void awaitTopics(KafkaSettings settings) {
        await(
                "Kafka",
                () -> {
                    try (Admin admin = Admin.create(settings.admin())) {
                        TopicProvisioner.ensure(admin, settings.topics());
                    }
                },
                new InvalidConfigurationException(
                        "Kafka does not answer at "
                                + settings.bootstrap()
                                + ", or its topics cannot be made.",
                        "Start it, set RECURRA_KAFKA_BOOTSTRAP, or lower"
                                + " recurra.kafka.replication-factor to the number of brokers."));
    }

    private interface Attempt {
        void run() throws ExecutionException, TimeoutException, InterruptedException;
    }

    private void await(String part, Attempt attempt, InvalidConfigurationException otherwise) {
        while (true) {
            try {
                attempt.run();
                return;
            } catch (DataAccessException
                    | KafkaException
                    | ExecutionException
                    | TimeoutException e) {
                if (Instant.now().isAfter(deadline)) {
                    otherwise.addSuppressed(e);
                    throw otherwise;
                }
                LOG.atWarn()
                        .addKeyValue("part", part)
                        .addKeyValue("cause", String.valueOf(e.getMessage()))
                        .log("A part does not answer; waiting for it");
                pause();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw otherwise;
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_ATTEMPTS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
