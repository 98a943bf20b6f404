package recurra.indexer.consume;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.BatchListenerFailedException;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.RetryListener;
import org.springframework.util.backoff.ExponentialBackOff;
import recurra.indexer.event.BatchProcessor;
import recurra.indexer.event.EventMetric;
import recurra.indexer.event.Projection;

/** The consumers that keep the projections up to date. Healthy while all of them run. */
public final class EventConsumers implements SmartLifecycle, HealthIndicator {
    private static final Logger LOG = LoggerFactory.getLogger(EventConsumers.class);
    private static final Duration SHUTDOWN = Duration.ofSeconds(15);

    private final KafkaSettings settings;
    private final MeterRegistry meters;
    private final List<ConcurrentMessageListenerContainer<byte[], byte[]>> containers =
            new ArrayList<>();

    public EventConsumers(KafkaSettings settings, MeterRegistry meters) {
        this.settings = settings;
        this.meters = meters;
    }

    /** Follows the projection's topics, from the start on. */
    public EventConsumers with(Projection projection, BatchProcessor processor) {
        ConcurrentMessageListenerContainer<byte[], byte[]> container =
                container(projection, processor);
        containers.add(container);
        for (String topic : projection.topics()) {
            Gauge.builder(EventMetric.LAG.meter(), container, of -> ConsumerLag.of(of, topic))
                    .description("Records that are not read yet, of the partitions held")
                    .tag("consumer", projection.name())
                    .tag("topic", topic)
                    .register(meters);
        }
        return this;
    }

    @Override
    public void start() {
        containers.forEach(ConcurrentMessageListenerContainer::start);
    }

    @Override
    public void stop() {
        containers.forEach(ConcurrentMessageListenerContainer::stop);
    }

    @Override
    public boolean isRunning() {
        return containers.stream().anyMatch(ConcurrentMessageListenerContainer::isRunning);
    }

    @Override
    public Health health() {
        String stopped =
                containers.stream()
                        .filter(container -> !container.isRunning())
                        .map(ConcurrentMessageListenerContainer::getBeanName)
                        .collect(Collectors.joining(", "));
        return stopped.isEmpty()
                ? Health.up().build()
                : Health.down().withDetail("stopped", stopped).build();
    }

    private ConcurrentMessageListenerContainer<byte[], byte[]> container(
            Projection projection, BatchProcessor processor) {
        BatchMessageListener<byte[], byte[]> listener = records -> process(processor, records);
        ContainerProperties properties =
                new ContainerProperties(projection.topics().toArray(String[]::new));
        properties.setMessageListener(listener);
        properties.setAckMode(ContainerProperties.AckMode.BATCH);
        properties.setListenerTaskExecutor(new VirtualThreadTaskExecutor(projection.name() + "-"));
        properties.setShutdownTimeout(SHUTDOWN.toMillis());
        ConcurrentMessageListenerContainer<byte[], byte[]> container =
                new ConcurrentMessageListenerContainer<>(
                        new DefaultKafkaConsumerFactory<>(settings.consumer(projection.name())),
                        properties);
        container.setBeanName(projection.name());
        container.setConcurrency(settings.concurrency());
        container.setCommonErrorHandler(tryingAgain(projection.name()));
        return container;
    }

    /**
     * A failure is the first record's, so that the whole batch is read from the log anew. Spring
     * would keep another failure's batch at hand, and commit it when its partitions are long
     * another consumer's.
     */
    private static void process(
            BatchProcessor processor, List<ConsumerRecord<byte[], byte[]>> records) {
        try {
            processor.process(records);
        } catch (RuntimeException e) {
            throw new BatchListenerFailedException("The batch is read again", e, 0);
        }
    }

    /** Reads a batch again until it succeeds: what cannot succeed has been put aside before. */
    private DefaultErrorHandler tryingAgain(String consumer) {
        ExponentialBackOff backOff = new ExponentialBackOff(settings.retryWait().toMillis(), 2);
        backOff.setMaxInterval(settings.longestRetryWait().toMillis());
        DefaultErrorHandler handler = new DefaultErrorHandler(backOff);
        // Whatever it was: no batch is passed over.
        handler.setClassifications(Map.of(), true);
        handler.setRetryListeners(
                new RetryLog(
                        consumer,
                        Counter.builder(EventMetric.RETRIES.meter())
                                .description("Batches that failed and were tried again")
                                .tag("consumer", consumer)
                                .register(meters)));
        return handler;
    }

    /** Counts and logs what fails. */
    private record RetryLog(String consumer, Counter retries) implements RetryListener {
        @Override
        public void failedDelivery(ConsumerRecord<?, ?> first, @Nullable Exception e, int attempt) {
            retries.increment();
            LOG.atWarn()
                    .setCause(e)
                    .addKeyValue("consumer", consumer)
                    .addKeyValue("topic", first.topic())
                    .addKeyValue("partition", first.partition())
                    .addKeyValue("offset", first.offset())
                    .addKeyValue("attempt", attempt)
                    .log("Events could not be applied; they are tried again");
        }
    }
}
