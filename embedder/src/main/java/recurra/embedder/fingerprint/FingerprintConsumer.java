package recurra.embedder.fingerprint;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.RetryListener;
import org.springframework.util.backoff.ExponentialBackOff;
import recurra.embedder.model.EmbeddingModel;
import recurra.embedder.model.RecentFingerprints;
import recurra.schemas.EventCodec;
import recurra.schemas.RegistrySettings;
import recurra.schemas.TopicProvisioner;
import recurra.schemas.TopicSettings;
import recurra.schemas.Topics;

/**
 * Reads interactions for as long as the service runs. Starts at once and waits for Kafka in the
 * background, as long as it takes.
 */
public final class FingerprintConsumer implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(FingerprintConsumer.class);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final Duration SHUTDOWN = Duration.ofSeconds(15);

    private final KafkaSettings settings;
    private final EventCodec codec;
    private final DefaultKafkaProducerFactory<byte[], byte[]> producers;
    private final ConcurrentMessageListenerContainer<byte[], byte[]> container;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile boolean running;

    public FingerprintConsumer(
            KafkaSettings settings,
            EmbeddingModel model,
            RecentFingerprints recent,
            Clock clock,
            MeterRegistry meters) {
        this.settings = settings;
        codec =
                settings.schemaRegistry().isEmpty()
                        ? EventCodec.classpath()
                        : EventCodec.registry(RegistrySettings.apicurio(settings.schemaRegistry()));
        producers = new DefaultKafkaProducerFactory<>(settings.producer());
        KafkaTemplate<byte[], byte[]> kafka = new KafkaTemplate<>(producers);
        container =
                container(
                        new InteractionListener(
                                codec,
                                model,
                                recent,
                                new Fingerprints(model.space(), clock),
                                kafka,
                                new DeadLetters(kafka, KafkaSettings.GROUP, meters),
                                meters),
                        meters);
        Gauge.builder(FingerprintMetric.LAG.meter(), container, FingerprintConsumer::lag)
                .description("Records that are not read yet, of the partitions held")
                .tag("consumer", KafkaSettings.GROUP)
                .tag("topic", Topics.INTERACTIONS)
                .register(meters);
    }

    @Override
    public void start() {
        running = true;
        Thread.ofVirtual().name("recurra-embedder-start").start(this::startWhenKafkaIsThere);
    }

    @Override
    public void stop() {
        running = false;
        stopping.countDown();
        synchronized (container) {
            container.stop();
        }
        producers.destroy();
        codec.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void startWhenKafkaIsThere() {
        try {
            Duration wait = FIRST_WAIT;
            while (!topicsExist()) {
                if (stopping.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                wait = wait.multipliedBy(2);
                wait = wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
            }
            synchronized (container) {
                if (running) {
                    container.start();
                }
            }
        } catch (InterruptedException e) {
            // Nobody interrupts this thread but a JVM that ends.
            Thread.currentThread().interrupt();
        }
    }

    private boolean topicsExist() throws InterruptedException {
        try (Admin admin = Admin.create(settings.admin())) {
            TopicProvisioner.ensure(admin, TopicSettings.DEFAULTS);
            return true;
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            LOG.atWarn()
                    .addKeyValue("bootstrap", settings.bootstrap())
                    .addKeyValue("cause", String.valueOf(e.getMessage()))
                    .log("Kafka does not answer; waiting for it");
            return false;
        }
    }

    private ConcurrentMessageListenerContainer<byte[], byte[]> container(
            InteractionListener listener, MeterRegistry meters) {
        ContainerProperties properties = new ContainerProperties(Topics.INTERACTIONS);
        properties.setMessageListener(listener);
        properties.setAckMode(ContainerProperties.AckMode.BATCH);
        properties.setListenerTaskExecutor(new VirtualThreadTaskExecutor("recurra-embedder-"));
        properties.setShutdownTimeout(SHUTDOWN.toMillis());
        ConcurrentMessageListenerContainer<byte[], byte[]> made =
                new ConcurrentMessageListenerContainer<>(
                        new DefaultKafkaConsumerFactory<>(settings.consumer()), properties);
        made.setConcurrency(settings.concurrency());
        made.setCommonErrorHandler(tryingAgain(meters));
        return made;
    }

    /** Reads a batch again until it succeeds: what cannot succeed has been put aside before. */
    private static DefaultErrorHandler tryingAgain(MeterRegistry meters) {
        ExponentialBackOff backOff = new ExponentialBackOff(FIRST_WAIT.toMillis(), 2);
        backOff.setMaxInterval(LONGEST_WAIT.toMillis());
        DefaultErrorHandler handler = new DefaultErrorHandler(backOff);
        // Whatever it was: no batch is passed over.
        handler.setClassifications(Map.of(), true);
        Counter retries =
                Counter.builder(FingerprintMetric.RETRIES.meter())
                        .description("Batches that failed and are tried again")
                        .tag("consumer", KafkaSettings.GROUP)
                        .tag("topic", Topics.INTERACTIONS)
                        .register(meters);
        handler.setRetryListeners(new RetryLog(retries));
        return handler;
    }

    /** Kafka's own count for each partition held, as of its last fetch. */
    private static double lag(ConcurrentMessageListenerContainer<?, ?> container) {
        return container.metrics().values().stream()
                .flatMap(metrics -> metrics.values().stream())
                .filter(metric -> metric.metricName().name().equals("records-lag"))
                .mapToDouble(metric -> ((Number) metric.metricValue()).doubleValue())
                .filter(lag -> !Double.isNaN(lag))
                .sum();
    }

    /** Counts and logs what fails. */
    private record RetryLog(Counter retries) implements RetryListener {
        @Override
        public void failedDelivery(ConsumerRecord<?, ?> first, @Nullable Exception e, int attempt) {
            retries.increment();
            LOG.atWarn()
                    .setCause(e)
                    .addKeyValue("partition", first.partition())
                    .addKeyValue("offset", first.offset())
                    .addKeyValue("attempt", attempt)
                    .log("Interactions could not be processed; they are tried again");
        }
    }
}
