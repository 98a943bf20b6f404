package recurra.gateway.outbound;

import java.util.concurrent.BlockingQueue;
import okhttp3.internal.concurrent.TaskRunner;
import okhttp3.internal.concurrent.TaskRunner.Backend;

/**
 * Runs what closes a pool's idle connections when the first of them may be due, and not each time
 * that one becomes idle.
 *
 * <p>OkHttp wakes a thread at the end of each call, which walks through all connections to find out
 * when to look again. What it finds is the same as before: a connection that has just become idle
 * is the last to be closed. So whoever waits is left to wait.
 */
final class QuietTasks implements Backend {
    private final Backend backend = TaskRunner.INSTANCE.getBackend();

    @Override
    public void coordinatorNotify(TaskRunner runner) {
        // It wakes by itself, when the connection that has been idle for the longest is due.
    }

    @Override
    public long nanoTime() {
        return backend.nanoTime();
    }

    @Override
    public void coordinatorWait(TaskRunner runner, long nanos) {
        backend.coordinatorWait(runner, nanos);
    }

    @Override
    public <T> BlockingQueue<T> decorate(BlockingQueue<T> queue) {
        return backend.decorate(queue);
    }

    @Override
    public void execute(TaskRunner runner, Runnable task) {
        backend.execute(runner, task);
    }
}
