package recurra.store.exact.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.AsyncCommand;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import recurra.store.StoreUnavailableException;
import recurra.store.StoreUnavailableException.Reason;
import recurra.store.time.CoarseTimer;

/**
 * The connection to Redis: made when first needed, made anew when it breaks, given up when it goes
 * silent. Safe for threads.
 *
 * <p>Lettuce would reconnect by itself, but not leave a connection that is open and dead (a frozen
 * server, a host that vanished), and not keep a limit in bytes on what waits in it. So a connection
 * here lives once, and the next call makes the next one.
 */
public final class RedisLink implements AutoCloseable {
    /** The most that waits for Redis: memory that a frozen server may cost. */
    static final int MAX_UNANSWERED_MIB = 32;

    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

    /** Between two attempts to connect, so that a server that is away costs nothing. */
    private static final Duration RETRY_PAUSE = Duration.ofMillis(250);

    /** A server that owes answers and sends none for so long is left. */
    static final Duration LONGEST_SILENCE = Duration.ofSeconds(5);

    /** How exactly a deadline is kept. */
    private static final Duration TICK = Duration.ofMillis(20);

    private static final int MAX_UNANSWERED_KIB = MAX_UNANSWERED_MIB << 10;
    static final RedisCodec<String, byte[]> CODEC =
            RedisCodec.of(StringCodec.ASCII, ByteArrayCodec.INSTANCE);
    private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);

    private final CoarseTimer timer = new CoarseTimer("recurra-redis-timer", TICK);
    private final RedisClient client;
    private final RedisURI uri;
    private final Semaphore unansweredKib = new Semaphore(MAX_UNANSWERED_KIB);

    private volatile @Nullable Attempt attempt;
    private volatile long heardNanos;

    /** A connection, or the attempt to get it. */
    private record Attempt(
            CompletableFuture<StatefulRedisConnection<String, byte[]>> connection,
            long startedNanos) {

        boolean isUsable() {
            return switch (connection.state()) {
                case RUNNING -> true;
                case SUCCESS -> connection.resultNow().isOpen();
                case FAILED, CANCELLED -> System.nanoTime() - startedNanos < RETRY_PAUSE.toNanos();
            };
        }
    }

    public RedisLink(String url) {
        uri = RedisURI.create(url);
        uri.setTimeout(CONNECT_TIMEOUT);
        client = RedisClient.create();
        client.setOptions(
                ClientOptions.builder()
                        .autoReconnect(false)
                        .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                        .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                        // A command that Lettuce gave up would still take memory, uncounted.
                        .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
                        .socketOptions(
                                SocketOptions.builder()
                                        .connectTimeout(CONNECT_TIMEOUT)
                                        .keepAlive(true)
                                        .build())
                        .build());
        // In the background: a server that is away does not hold up the start.
        attempt();
    }

    /** Bytes of commands that wait for their answers. */
    public long unansweredBytes() {
        return (long) (MAX_UNANSWERED_KIB - unansweredKib.availablePermits()) << 10;
    }

    /**
     * Sends the command without waiting for the answer.
     *
     * @param bytes about how large the command is
     * @throws StoreUnavailableException when there is no connection, or too much waits already
     */
    public <T extends @Nullable Object> RedisFuture<T> send(
            Deadline deadline,
            int bytes,
            Function<RedisAsyncCommands<String, byte[]>, RedisFuture<T>> command) {
        StatefulRedisConnection<String, byte[]> connection = connection(deadline);
        int kib = owe(bytes);
        try {
            RedisFuture<T> reply = command.apply(connection.async());
            reply.whenComplete((_, _) -> settle(kib));
            return reply;
        } catch (RedisException e) {
            unansweredKib.release(kib);
            throw unreachable(e);
        }
    }

    /**
     * Sends commands in one piece, without waiting for the answers: it costs what a single command
     * does, and whoever waits for the last answer finds the others there.
     *
     * @param bytes about how large they are together
     * @param commands at least one
     * @throws StoreUnavailableException when there is no connection, or too much waits already
     */
    void send(
            Deadline deadline,
            int bytes,
            List<? extends AsyncCommand<String, byte[], ? extends @Nullable Object>> commands) {
        StatefulRedisConnection<String, byte[]> connection = connection(deadline);
        int kib = owe(bytes);
        // Redis answers in the order in which it is asked.
        commands.getLast().whenComplete((_, _) -> settle(kib));
        try {
            var _ = connection.dispatch(commands);
        } catch (RedisException e) {
            commands.forEach(command -> command.completeExceptionally(e));
            throw unreachable(e);
        }
    }

    private StatefulRedisConnection<String, byte[]> connection(Deadline deadline) {
        return await(deadline, attempt().connection());
    }

    /** Returns how many KiB are owed from now on. */
    private int owe(int bytes) {
        int kib = 1 + (bytes >> 10);
        if (!unansweredKib.tryAcquire(kib)) {
            throw new StoreUnavailableException(
                    Reason.TIMEOUT,
                    "Redis owes answers to " + unansweredBytes() + " bytes of commands",
                    new TimeoutException());
        }
        if (unansweredKib.availablePermits() == MAX_UNANSWERED_KIB - kib) {
            // Nothing was owed until now, so the silence begins here.
            heardNanos = System.nanoTime();
        }
        return kib;
    }

    private void settle(int kib) {
        unansweredKib.release(kib);
        heardNanos = System.nanoTime();
    }

    /**
     * The answer.
     *
     * @throws StoreUnavailableException when it does not come before the deadline, or is an error
     */
    public <T extends @Nullable Object> T await(Deadline deadline, CompletionStage<T> reply) {
        CompletableFuture<T> answer = reply.toCompletableFuture();
        try {
            return answer.isDone() ? answer.get() : wait(deadline, answer.copy());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException(
                    Reason.TIMEOUT, "The wait for Redis was interrupted", e);
        } catch (IllegalStateException e) {
            // The timer is closed, and with it all of this.
            throw unreachable(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LateException) {
                leaveIfSilent();
                throw new StoreUnavailableException(
                        Reason.TIMEOUT, "Redis did not answer within the deadline", e.getCause());
            }
            throw unreachable(e.getCause() == null ? e : e.getCause());
        }
    }

    /**
     * @param answer which nobody else completes
     */
    private <T extends @Nullable Object> T wait(Deadline deadline, CompletableFuture<T> answer)
            throws InterruptedException, ExecutionException {
        try (var _ =
                timer.in(
                        deadline.remainingNanos(),
                        () -> answer.completeExceptionally(new LateException()))) {
            return answer.get();
        }
    }

    /** The deadline has passed. */
    private static final class LateException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private static StoreUnavailableException unreachable(Throwable cause) {
        return new StoreUnavailableException(
                Reason.UNREACHABLE, "Redis is not reachable, or refused", cause);
    }

    private Attempt attempt() {
        Attempt current = attempt;
        return current != null && current.isUsable() ? current : newAttempt();
    }

    private synchronized Attempt newAttempt() {
        Attempt current = attempt;
        if (current != null && current.isUsable()) {
            return current;
        }
        Attempt next =
                new Attempt(
                        client.connectAsync(CODEC, uri).toCompletableFuture(), System.nanoTime());
        var _ =
                next.connection()
                        .whenComplete((connection, error) -> {
                            if (error == null) {
                                LOG.info("Connected to Redis");
                            } else if (current == null
                                    || !current.connection().isCompletedExceptionally()) {
                                // Once for each time that Redis goes away, not for each attempt.
                                LOG.atWarn().setCause(error).log("Redis is not reachable");
                            }
                        });
        attempt = next;
        return next;
    }

    private synchronized void leaveIfSilent() {
        Attempt current = attempt;
        if (current == null
                || current.connection().state() != Future.State.SUCCESS
                || System.nanoTime() - heardNanos < LONGEST_SILENCE.toNanos()) {
            return;
        }
        LOG.atWarn()
                .addKeyValue("silenceMillis", LONGEST_SILENCE.toMillis())
                .log("Redis owes answers and sends none: leaving the connection");
        // Closing fails what still waits in the connection, which gives its memory back.
        var _ = current.connection().resultNow().closeAsync();
        attempt = null;
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, CONNECT_TIMEOUT);
        timer.close();
    }
}
