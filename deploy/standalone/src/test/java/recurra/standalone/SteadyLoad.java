package recurra.standalone;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * Requests at a fixed rate, whether or not earlier ones have their replies: a server that hangs is
 * not spared, as it would be by clients that wait.
 */
final class SteadyLoad implements AutoCloseable {
    private static final int PER_SECOND = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final IntFunction<Exchange> mix;
    private final AtomicInteger sent = new AtomicInteger();
    private final Map<Integer, Exchange> answered = new ConcurrentSkipListMap<>();
    private final Map<Integer, Throwable> failed = new ConcurrentSkipListMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();

    /** What was asked, what came back, and what must be in it. */
    record Exchange(Kind kind, Question question, Reply reply) {}

    /** What the request was to those before it. */
    enum Kind {
        REPEATED,
        REWORDED,
        NEW
    }

    /**
     * Begins.
     *
     * @param mix sends the request of a number, counted from 0
     */
    SteadyLoad(IntFunction<Exchange> mix) {
        this.mix = mix;
        clock.scheduleAtFixedRate(
                () -> {
                    int number = sent.getAndIncrement();
                    clients.execute(() -> exchange(number));
                },
                0,
                TimeUnit.SECONDS.toMicros(1) / PER_SECOND,
                TimeUnit.MICROSECONDS);
    }

    /**
     * The exchanges of the next so many requests, those sent after this call.
     *
     * @throws AssertionError when a request got no reply
     */
    List<Exchange> next(int requests) {
        int first = sent.get();
        int end = first + requests;
        await().atMost(PATIENCE).until(() -> done(first, end) == requests);
        throwFailures();
        return answered.entrySet().stream()
                .filter(exchange -> exchange.getKey() >= first && exchange.getKey() < end)
                .map(Map.Entry::getValue)
                .toList();
    }

    /**
     * Ends, when all requests have come back; all exchanges since the beginning.
     *
     * @throws AssertionError when a request got no reply
     */
    List<Exchange> end() {
        close();
        throwFailures();
        return List.copyOf(answered.values());
    }

    @Override
    public void close() {
        clock.close();
        clients.close();
    }

    private void exchange(int number) {
        try {
            answered.put(number, mix.apply(number));
        } catch (RuntimeException | Error e) {
            failed.put(number, e);
        }
    }

    private long done(int first, int end) {
        return List.of(answered, failed).stream()
                .flatMap(done -> done.keySet().stream())
                .filter(number -> number >= first && number < end)
                .count();
    }

    private void throwFailures() {
        if (!failed.isEmpty()) {
            AssertionError error =
                    new AssertionError("Requests without a reply, by number: " + failed.keySet());
            failed.values().forEach(error::addSuppressed);
            throw error;
        }
    }
}
