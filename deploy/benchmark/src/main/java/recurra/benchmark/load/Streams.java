package recurra.benchmark.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Many streams at the same time, each over a connection of its own. */
public final class Streams implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<Boolean>> streams = new ArrayList<>();

    /**
     * Begins so many streams, spread over some time, and goes on without waiting for them.
     *
     * @param patience the longest wait for a piece of a stream
     */
    public Streams(int count, Duration spread, Duration patience, IntFunction<Call> calls) {
        for (int i = 0; i < count; i++) {
            int number = i;
            Duration begin = spread.multipliedBy(i).dividedBy(count);
            streams.add(
                    threads.submit(() -> {
                        Thread.sleep(begin);
                        return isWhole(calls.apply(number), patience);
                    }));
        }
    }

    private static boolean isWhole(Call call, Duration patience) {
        try (HttpConnection connection = new HttpConnection(patience)) {
            return connection.send(call).isWholeStream();
        } catch (IOException e) {
            // It is counted with those that came to a wrong end.
            return false;
        }
    }

    /** Waits until all have ended, and says how many did not come to their end. */
    public int broken() {
        int broken = 0;
        for (Future<Boolean> stream : streams) {
            try {
                broken += stream.get() ? 0 : 1;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted under load", e);
            } catch (ExecutionException e) {
                throw new IllegalStateException("A stream's client failed", e.getCause());
            }
        }
        return broken;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
