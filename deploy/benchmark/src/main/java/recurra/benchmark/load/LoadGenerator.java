package recurra.benchmark.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.HdrHistogram.Histogram;

/**
 * Sends requests over a fixed number of connections, each with a thread of its own.
 *
 * <p>At a constant rate a request is due at a time that was fixed before the load began. Where no
 * connection is free by then it is sent later, and the wait counts (Gil Tene's "coordinated
 * omission"; wrk2 and k6's arrival rates do the same).
 */
public final class LoadGenerator {
    /** The name under which results mention it. */
    public static final String NAME =
            "the benchmark's own constant-rate generator (HdrHistogram, coordinated omission corrected)";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** How long after its end a load may go on with what is late. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private static final int DIGITS = 3;

    private LoadGenerator() {}

    /**
     * Where the load goes.
     *
     * @param calls the request of a number, counted from 0
     * @param valid whether a reply is the one that was asked for
     */
    public record Target(LongFunction<Call> calls, Predicate<Reply> valid) {}

    /** A constant rate over so many connections. */
    public static Outcome atRate(
            Target target, double perSecond, Duration duration, int connections) {
        return run(target, 1e9 / perSecond, duration, connections);
    }

    /** As fast as the server answers: each connection sends when it has its reply. */
    public static Outcome flatOut(Target target, Duration duration, int connections) {
        return run(target, 0, duration, connections);
    }

    private static Outcome run(
            Target target, double intervalNanos, Duration duration, int connections) {
        AtomicLong numbers = new AtomicLong();
        long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
        List<Client> clients = new ArrayList<>();
        List<Future<?>> ends = new ArrayList<>();
        try (ExecutorService threads =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofPlatform().name("load-", 0).daemon().factory())) {
            for (int i = 0; i < connections; i++) {
                Client client = new Client(target, numbers, start, intervalNanos, duration);
                clients.add(client);
                ends.add(threads.submit(client));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted under load", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("The load generator failed", e.getCause());
        }
        return together(clients, (System.nanoTime() - start) / 1e9);
    }

    private static Outcome together(List<Client> clients, double seconds) {
        Outcome all = new Outcome(histogram(), histogram(), histogram(), 0, seconds);
        long failed = 0;
        for (Client client : clients) {
            all.firstByte().add(client.firstByte);
            all.lastByte().add(client.lastByte);
            all.late().add(client.late);
            failed += client.failed;
        }
        return new Outcome(all.firstByte(), all.lastByte(), all.late(), failed, seconds);
    }

    private static Histogram histogram() {
        return new Histogram(DIGITS);
    }

    private static final class Client implements Runnable {
        private final Target target;
        private final AtomicLong numbers;
        private final long start;
        private final double intervalNanos;
        private final long durationNanos;
        private final Histogram firstByte = histogram();
        private final Histogram lastByte = histogram();
        private final Histogram late = histogram();
        private long failed;

        private Client(
                Target target,
                AtomicLong numbers,
                long start,
                double intervalNanos,
                Duration duration) {
            this.target = target;
            this.numbers = numbers;
            this.start = start;
            this.intervalNanos = intervalNanos;
            durationNanos = duration.toNanos();
        }

        @Override
        public void run() {
            try (HttpConnection connection = new HttpConnection(PATIENCE)) {
                while (next(connection)) {
                    // It goes on.
                }
            } catch (IOException e) {
                throw new IllegalStateException("A connection cannot be closed", e);
            }
        }

        private boolean next(HttpConnection connection) {
            long number = numbers.getAndIncrement();
            long due = intervalNanos == 0 ? Math.max(0, now()) : (long) (number * intervalNanos);
            if (due >= durationNanos) {
                return false;
            }
            if (now() > durationNanos + GRACE.toNanos()) {
                // It was due long ago and no connection was free for it.
                failed++;
                return true;
            }
            Call call = target.calls().apply(number);
            byte[] request = call.bytes();
            for (long early = due - now(); early > 0; early = due - now()) {
                LockSupport.parkNanos(early);
            }
            late.recordValue(Math.max(0, now() - due));
            try {
                Reply reply = connection.send(call.port(), request);
                if (target.valid().test(reply)) {
                    firstByte.recordValue(Math.max(0, reply.firstByteNanos() - start - due));
                    lastByte.recordValue(Math.max(0, reply.lastByteNanos() - start - due));
                } else {
                    failed++;
                }
            } catch (IOException e) {
                failed++;
            }
            return true;
        }

        private long now() {
            return System.nanoTime() - start;
        }
    }
}
