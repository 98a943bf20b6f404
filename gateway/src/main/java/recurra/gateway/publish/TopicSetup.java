package recurra.gateway.publish;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import recurra.schemas.TopicProvisioner;

/** Makes the topics that are missing as soon as Kafka is there, in the background. */
public final class TopicSetup implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicSetup.class);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final PublishSettings settings;
    private final Thread thread;

    /** Begins to try. */
    public TopicSetup(PublishSettings settings) {
        this.settings = settings;
        this.thread = Thread.ofVirtual().name("topic-setup").start(this::run);
    }

    private void run() {
        try {
            while (!ensure()) {
                TimeUnit.NANOSECONDS.sleep(RETRY.toNanos());
            }
        } catch (InterruptedException e) {
            LOG.atDebug().log("The gateway stops before Kafka was there");
        }
    }

    private boolean ensure() throws InterruptedException {
        try (Admin admin =
                Admin.create(
                        Map.of(
                                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                                settings.bootstrap(),
                                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                                2_000))) {
            TopicProvisioner.ensure(admin, settings.topics());
            return true;
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            LOG.atWarn().addKeyValue("cause", e.toString()).log("Topics are not there yet");
            return false;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
