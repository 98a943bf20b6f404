package recurra.gateway.writebehind;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import recurra.gateway.lookup.Degradation;
import recurra.gateway.lookup.PartGuard;
import recurra.gateway.lookup.PartUnavailableException;
import recurra.gateway.lookup.PendingAnswers;
import recurra.gateway.metrics.GatewayMetric;
import recurra.matching.ExactKey;
import recurra.matching.NormalizedKey;
import recurra.matching.TenantId;
import recurra.store.answer.CachedAnswer;
import recurra.store.exact.ExactCache;

/**
 * Writes answers to Redis, later than the request that brought them. Limited in number and bytes;
 * what does not fit, or what Redis does not take, is dropped and counted, since Redis gets it from
 * the log too. Until an answer is written it is found here. Safe for threads.
 */
public final class WriteBehind implements PendingAnswers, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WriteBehind.class);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(2);

    /**
     * How long an answer waits for Redis, and is found here meanwhile. Not longer, because a
     * removal of the answer is not seen here.
     */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private static final Duration RETRY = Duration.ofMillis(500);

    private final ExactCache cache;
    private final PartGuard redis;
    private final long maxBytes;
    private final MeterRegistry meters;

    /** Answers to be written; an empty one for each worker when no more will come. */
    private final BlockingQueue<Optional<Write>> queue;

    private final AtomicLong bytes = new AtomicLong();
    private final Map<Key, Write> pending = new ConcurrentHashMap<>();
    private final List<Thread> workers = new ArrayList<>();
    private volatile boolean closing;

    private record Key(TenantId tenant, ExactKey exactKey) {}

    private record Write(
            Key key,
            CachedAnswer answer,
            Optional<NormalizedKey> normalizedKey,
            long bytes,
            long endNanos,
            CountDownLatch over) {
        boolean isOverdue() {
            return System.nanoTime() - endNanos > 0;
        }
    }

    /**
     * @param maxWrites that may wait
     * @param maxBytes that those may take together
     * @param workers how many writes go on at once
     */
    public WriteBehind(
            ExactCache cache,
            PartGuard redis,
            int maxWrites,
            long maxBytes,
            int workers,
            MeterRegistry meters) {
        this.cache = cache;
        this.redis = redis;
        this.maxBytes = maxBytes;
        this.meters = meters;
        this.queue = new LinkedBlockingQueue<>(maxWrites);
        Gauge.builder(GatewayMetric.WRITEBEHIND_QUEUE_SIZE.key(), pending, Map::size)
                .register(meters);
        for (int i = 0; i < workers; i++) {
            this.workers.add(Thread.ofVirtual().name("write-behind-" + i).start(this::work));
        }
    }

    /**
     * Takes an answer to be written: who asks here has it from now on. Returns at once.
     *
     * @param size about what the answer takes in memory, in bytes
     * @return begins to write it; to be run once, and soon
     */
    public Runnable take(
            TenantId tenant,
            CachedAnswer answer,
            Optional<NormalizedKey> normalizedKey,
            long size) {
        Write write =
                new Write(
                        new Key(tenant, answer.exactKey()),
                        answer,
                        normalizedKey,
                        size,
                        System.nanoTime() + LONGEST_WAIT.toNanos(),
                        new CountDownLatch(1));
        if (bytes.addAndGet(size) > maxBytes) {
            bytes.addAndGet(-size);
            dropped("full");
            return () -> {};
        }
        pending.put(write.key(), write);
        return () -> begin(write);
    }

    private void begin(Write write) {
        if (!queue.offer(Optional.of(write))) {
            forget(write);
            dropped("full");
        }
    }

    @Override
    public Optional<CachedAnswer> find(TenantId tenant, ExactKey key) {
        return Optional.ofNullable(pending.get(new Key(tenant, key)))
                .filter(write -> !write.isOverdue())
                .map(Write::answer);
    }

    @Override
    public void await(TenantId tenant, ExactKey key, Duration patience)
            throws InterruptedException {
        Write write = pending.get(new Key(tenant, key));
        if (write != null) {
            var _ = write.over().await(patience.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void work() {
        try {
            for (var next = queue.take(); next.isPresent(); next = queue.take()) {
                put(next.get());
            }
        } catch (InterruptedException e) {
            LOG.atDebug().log("Closed with answers left, which Redis gets from the log");
        }
    }

    private void put(Write write) throws InterruptedException {
        try {
            Optional<Degradation> obstacle = tryPut(write);
            while (obstacle.isPresent() && !closing && !write.isOverdue()) {
                TimeUnit.NANOSECONDS.sleep(RETRY.toNanos());
                obstacle = tryPut(write);
            }
            obstacle.ifPresent(degradation -> dropped(degradation.reasonName()));
        } finally {
            forget(write);
        }
    }

    /** Returns what was in the way. */
    private Optional<Degradation> tryPut(Write write) {
        try {
            redis.call(() -> {
                cache.put(write.key().tenant(), write.answer(), write.normalizedKey());
                return true;
            });
            return Optional.empty();
        } catch (PartUnavailableException e) {
            LOG.atDebug().addKeyValue("reason", e.degradation()).log("Redis took no answer");
            return Optional.of(e.degradation());
        }
    }

    private void forget(Write write) {
        pending.remove(write.key(), write);
        write.over().countDown();
        bytes.addAndGet(-write.bytes());
    }

    private void dropped(String reason) {
        meters.counter(GatewayMetric.WRITEBEHIND_DROPPED.key(), "reason", reason).increment();
    }

    /** Writes what waits, for a moment, and leaves the rest to the log. */
    @Override
    public void close() {
        closing = true;
        long endNanos = System.nanoTime() + CLOSE_DEADLINE.toNanos();
        try {
            for (var _ : workers) {
                var _ = queue.offer(Optional.empty(), left(endNanos), TimeUnit.NANOSECONDS);
            }
            for (Thread worker : workers) {
                worker.join(Duration.ofNanos(left(endNanos)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        workers.forEach(Thread::interrupt);
    }

    private static long left(long endNanos) {
        return Math.max(1, endNanos - System.nanoTime());
    }
}
