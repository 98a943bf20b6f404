package recurra.gateway.publish;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import recurra.config.InvalidConfigurationException;
import recurra.gateway.metrics.GatewayMetric;

/**
 * Brings events to Kafka, later than the request that they are about. Safe for threads.
 *
 * <p>An event waits in memory until its turn, is sent, and is forgotten when Kafka has it. When
 * Kafka does not take it in time it goes to disk, and from then on everything does, in its order,
 * until the disk has been emptied into Kafka: so events stay in order but for those that were on
 * their way when Kafka went. While the last file is emptied what comes waits in memory, or steady
 * traffic would begin another for ever. Twice is possible, never is not: an event is only lost when
 * memory or disk is full, or when the process is killed with the event in memory; the former is
 * counted.
 */
public final class EventPublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventPublisher.class);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration REST = Duration.ofMillis(10);

    /** How long events wait in memory for the last file; then they go to disk as before. */
    private static final Duration LAST_FILE = Duration.ofSeconds(1);

    private final long maxQueueBytes;
    private final MeterRegistry meters;
    private final BlockingQueue<Waiting> queue;
    private final AtomicLong queueBytes = new AtomicLong();
    private final EventEncoder encoder;
    private final KafkaSender kafka;
    private final Spool spool;
    private final Thread publisher;
    private final Thread drainer;

    /** Whether events go to disk. Changes to false only under the lock that appending takes too. */
    private boolean spooling;

    /** Whether the only file there is is on its way to Kafka. Under the same lock. */
    private boolean emptying;

    private volatile boolean closing;

    private record Waiting(String topic, String key, SpecificRecord event, long bytes) {}

    /**
     * Opens the spool and begins to work.
     *
     * @throws InvalidConfigurationException when the spool's folder cannot be used
     */
    public EventPublisher(PublishSettings settings, MeterRegistry meters) {
        this.maxQueueBytes = settings.queueBytes();
        this.meters = meters;
        this.queue = new LinkedBlockingQueue<>(settings.queue());
        this.encoder = new EventEncoder(settings.schemaRegistryUrl());
        this.kafka = new KafkaSender(settings.bootstrap(), settings.deliveryTimeout());
        try {
            this.spool = Spool.open(settings.spoolFolder(), settings.spoolBytes(), meters);
        } catch (IOException e) {
            throw new InvalidConfigurationException(
                    "Events cannot be written to " + settings.spoolFolder(),
                    "Let the gateway write to recurra.data (RECURRA_DATA).",
                    e);
        }
        this.spooling = !spool.isEmpty();
        Gauge.builder(GatewayMetric.PUBLISH_QUEUE_SIZE.key(), queue, BlockingQueue::size)
                .register(meters);
        this.publisher = Thread.ofPlatform().name("event-publisher").daemon().start(this::publish);
        this.drainer = Thread.ofPlatform().name("spool-drainer").daemon().start(this::drain);
    }

    /**
     * Takes an event to be published. Returns at once.
     *
     * @param bytes about what it takes in memory
     */
    public void publish(String topic, String key, SpecificRecord event, long bytes) {
        if (queueBytes.addAndGet(bytes) > maxQueueBytes
                || !queue.offer(new Waiting(topic, key, event, bytes))) {
            queueBytes.addAndGet(-bytes);
            dropped(topic, "queue_full");
        }
    }

    /** Whether events go to disk because Kafka does not take them. */
    public synchronized boolean isSpooling() {
        return spooling;
    }

    private void publish() {
        while (!closing || !queue.isEmpty()) {
            try {
                Waiting waiting = queue.poll(100, TimeUnit.MILLISECONDS);
                if (waiting != null) {
                    queueBytes.addAndGet(-waiting.bytes());
                    publish(waiting);
                }
                if (queue.isEmpty()) {
                    sync();
                    rest();
                }
            } catch (InterruptedException e) {
                // Only close() interrupts, when its time is up.
                return;
            }
        }
    }

    /** Lets events gather: to wake this thread for each would cost the requests more than it. */
    private void rest() throws InterruptedException {
        if (!closing) {
            TimeUnit.NANOSECONDS.sleep(REST.toNanos());
        }
    }

    private void publish(Waiting waiting) {
        SpooledRecord encoded;
        try {
            encoded =
                    new SpooledRecord(
                            waiting.topic(),
                            waiting.key(),
                            encoder.encode(waiting.topic(), waiting.event()));
        } catch (RuntimeException e) {
            LOG.atError()
                    .setCause(e)
                    .addKeyValue("topic", waiting.topic())
                    .log("Event not encoded");
            dropped(waiting.topic(), "not_encoded");
            return;
        }
        if (!spoolIfSpooling(encoded)) {
            send(encoded);
        }
    }

    private synchronized boolean spoolIfSpooling(SpooledRecord encoded) {
        awaitLastFile();
        if (spooling) {
            append(encoded);
        }
        return spooling;
    }

    private synchronized void awaitLastFile() {
        long endNanos = System.nanoTime() + LAST_FILE.toNanos();
        try {
            while (emptying && endNanos - System.nanoTime() > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, endNanos - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // Who comes next need not wait as long again.
        emptying = false;
    }

    private void send(SpooledRecord encoded) {
        try {
            kafka.send(
                    encoded,
                    (_, failure) -> {
                        if (failure != null) {
                            notTaken(encoded, failure);
                        }
                    });
        } catch (KafkaException e) {
            notTaken(encoded, e);
        }
    }

    private void notTaken(SpooledRecord encoded, Exception failure) {
        if (KafkaSender.isHopeless(failure)) {
            LOG.atError()
                    .setCause(failure)
                    .addKeyValue("topic", encoded.topic())
                    .log("Event refused");
            dropped(encoded.topic(), "refused");
            return;
        }
        synchronized (this) {
            if (!spooling) {
                LOG.atWarn()
                        .addKeyValue("cause", failure.toString())
                        .log("Kafka does not take events; they go to disk until it does");
                spooling = true;
            }
            append(encoded);
        }
    }

    private void append(SpooledRecord encoded) {
        try {
            if (!spool.append(encoded)) {
                dropped(encoded.topic(), "spool_full");
            }
        } catch (IOException e) {
            LOG.atError().setCause(e).log("The disk does not take events");
            dropped(encoded.topic(), "disk");
        }
    }

    private void sync() {
        try {
            spool.sync();
        } catch (IOException e) {
            LOG.atError().setCause(e).log("Events on disk may not be durable");
        }
    }

    private void drain() {
        while (!closing) {
            try {
                if (!isSpooling() || !drainOldest()) {
                    TimeUnit.NANOSECONDS.sleep(RETRY.toNanos());
                }
            } catch (IOException e) {
                LOG.atError().setCause(e).log("Events on disk cannot be read");
                pause();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /**
     * Sends the oldest file.
     *
     * @return whether there is reason to go on at once
     */
    private boolean drainOldest() throws IOException {
        Optional<Path> oldest = spool.oldest();
        if (oldest.isEmpty()) {
            return !endSpooling();
        }
        markIfLast(oldest.get());
        try {
            return drain(oldest.get());
        } finally {
            goOn();
        }
    }

    private synchronized void markIfLast(Path file) {
        emptying = spool.isEmptyBut(file);
    }

    private synchronized void goOn() {
        if (emptying) {
            endSpooling();
        }
        emptying = false;
        notifyAll();
    }

    private boolean drain(Path file) throws IOException {
        List<SpooledRecord> records = spool.read(file);
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        int sent = 0;
        for (SpooledRecord spooled : records) {
            if (failure.get() != null) {
                break;
            }
            try {
                kafka.send(
                        spooled,
                        (_, e) -> {
                            if (e != null) {
                                failedAgain(spooled, e, failure);
                            }
                        });
                sent++;
            } catch (KafkaException e) {
                failedAgain(spooled, e, failure);
            }
        }
        if (sent > 0) {
            kafka.flush();
        }
        if (failure.get() != null) {
            return false;
        }
        spool.delete(file, records.size());
        LOG.atInfo().addKeyValue("events", records.size()).log("Events went from disk to Kafka");
        return true;
    }

    private void failedAgain(
            SpooledRecord spooled, Exception e, AtomicReference<@Nullable Exception> failure) {
        if (KafkaSender.isHopeless(e)) {
            LOG.atError().setCause(e).addKeyValue("topic", spooled.topic()).log("Event refused");
            dropped(spooled.topic(), "refused");
        } else {
            failure.set(e);
        }
    }

    /**
     * Ends the detour over the disk, unless something was appended in the meantime.
     *
     * @return whether it is ended
     */
    private synchronized boolean endSpooling() {
        if (spool.isEmpty()) {
            spooling = false;
            LOG.atInfo().log("Kafka takes events again");
        }
        return !spooling;
    }

    private void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(RETRY.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void dropped(String topic, String reason) {
        meters.counter(GatewayMetric.PUBLISH_DROPPED.key(), "topic", topic, "reason", reason)
                .increment();
        LOG.atWarn().addKeyValue("topic", topic).addKeyValue("reason", reason).log("Event lost");
    }

    /** Sends what waits, for a moment, and puts the rest on disk. */
    @Override
    public void close() {
        closing = true;
        drainer.interrupt();
        join(drainer);
        join(publisher);
        kafka.close(isSpooling() ? Duration.ZERO : CLOSE_DEADLINE);
        synchronized (this) {
            spooling = true;
        }
        for (Waiting waiting = queue.poll(); waiting != null; waiting = queue.poll()) {
            publish(waiting);
        }
        encoder.close();
        try {
            spool.close();
        } catch (IOException e) {
            LOG.atError().setCause(e).log("The spool could not be closed");
        }
    }

    private static void join(Thread thread) {
        try {
            if (!thread.join(CLOSE_DEADLINE)) {
                thread.interrupt();
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
