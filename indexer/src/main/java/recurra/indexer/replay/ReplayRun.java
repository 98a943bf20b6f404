package recurra.indexer.replay;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import recurra.indexer.replay.ReplayStatus.Phase;
import recurra.indexer.replay.ReplayStatus.State;

/** One replay. {@link #execute} is called once; everything else is safe for threads. */
final class ReplayRun {
    private static final Logger LOG = LoggerFactory.getLogger(ReplayRun.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private final ReplaySettings settings;
    private final ReplayTargets targets;
    private final Clock clock;
    private final Instant startedAt;
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final LongAdder events = new LongAdder();
    private volatile State state = State.RUNNING;
    private volatile Phase phase = Phase.EMPTYING;
    private volatile long total;
    private volatile @Nullable Instant finishedAt;
    private volatile @Nullable String error;

    ReplayRun(ReplaySettings settings, ReplayTargets targets, Clock clock) {
        this.settings = settings;
        this.targets = targets;
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    /** Replays while it holds the lock, and gives it back. */
    void execute(ReplayLock lock) {
        try (lock) {
            replay();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancel();
        } catch (Exception | Error e) {
            LOG.atError().setCause(e).log("Replay failed");
            error = e.toString();
        }
        finishedAt = clock.instant();
        if (error != null) {
            state = State.FAILED;
        } else {
            state = isCancelled() ? State.CANCELLED : State.DONE;
        }
        ended.countDown();
    }

    private void replay() throws Exception {
        // Nothing is removed before the log can be read.
        log();
        again("empty", targets::reset);
        // Taken after everything is empty: what comes later is the consumers' to apply.
        List<LogRange> log = log();
        total = log.stream().mapToLong(LogRange::length).sum();
        phase = Phase.CURATION;
        read(log.stream().filter(LogRange::isCuration).toList());
        phase = Phase.EVENTS;
        read(log.stream().filter(range -> !range.isCuration()).toList());
    }

    boolean isRunning() {
        return state == State.RUNNING;
    }

    void cancel() {
        cancelled.countDown();
    }

    /** Waits until it has ended, at most as long as given. */
    void awaitEnd(Duration longest) throws InterruptedException {
        if (!ended.await(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.atWarn().log("The replay did not end in time");
        }
    }

    ReplayStatus status() {
        Instant until = finishedAt;
        double seconds =
                Duration.between(startedAt, until == null ? clock.instant() : until).toMillis()
                        / 1000.0;
        long done = events.sum();
        double rate = seconds > 0 ? done / seconds : 0;
        Long left =
                state == State.RUNNING && rate > 0 && total > 0
                        ? Long.valueOf((long) Math.ceil(Math.max(0, total - done) / rate))
                        : null;
        return new ReplayStatus(
                state,
                phase,
                done,
                total,
                Math.round(rate * 10) / 10.0,
                left,
                startedAt,
                until,
                error);
    }

    private boolean isCancelled() {
        return cancelled.getCount() == 0;
    }

    /** What the log holds; nothing when the replay is ended before Kafka says. */
    private List<LogRange> log() throws InterruptedException {
        List<LogRange> log = new ArrayList<>();
        again("log", () -> log.addAll(LogRange.everything(settings.admin())));
        return log;
    }

    /** Reads the ranges, several at once; returns when all are applied or the replay is ended. */
    private void read(List<LogRange> ranges) throws Exception {
        try (ExecutorService readers =
                Executors.newFixedThreadPool(
                        settings.partitions(),
                        Thread.ofVirtual().name("recurra-replay-", 0).factory())) {
            List<Future<?>> reads = new ArrayList<>();
            for (LogRange range : ranges) {
                reads.add(
                        readers.submit(() -> {
                            read(range);
                            return null;
                        }));
            }
            for (Future<?> read : reads) {
                read.get();
            }
        } catch (ExecutionException e) {
            cancel();
            throw e;
        }
    }

    private void read(LogRange range) throws InterruptedException {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings.consumer())) {
            TopicPartition partition = range.partition();
            consumer.assign(List.of(partition));
            consumer.seek(partition, range.from());
            long position = range.from();
            while (position < range.to() && !isCancelled()) {
                ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
                List<ConsumerRecord<byte[], byte[]>> records =
                        polled.records(partition).stream()
                                .filter(record -> record.offset() < range.to())
                                .toList();
                if (!records.isEmpty()) {
                    again(partition.topic(), () -> targets.process(partition.topic(), records));
                }
                long next = consumer.position(partition);
                events.add(Math.min(next, range.to()) - position);
                position = next;
            }
        }
    }

    /** Until it succeeds or the replay is ended: what fails here is a part that is away. */
    private void again(String what, Runnable work) throws InterruptedException {
        Duration wait = settings.retryWait();
        while (!isCancelled()) {
            try {
                work.run();
                return;
            } catch (RuntimeException e) {
                LOG.atWarn()
                        .setCause(e)
                        .addKeyValue("work", what)
                        .addKeyValue("waitMillis", wait.toMillis())
                        .log("Replay waits and tries again");
                cancelled.await(wait.toMillis(), TimeUnit.MILLISECONDS);
                wait = wait.multipliedBy(2);
                wait =
                        wait.compareTo(settings.longestRetryWait()) < 0
                                ? wait
                                : settings.longestRetryWait();
            }
        }
    }
}
