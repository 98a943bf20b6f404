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
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import recurra.store.StoreUnavailableException;
import recurra.store.StoreUnavailableException.Reason;

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

    private static final int MAX_UNANSWERED_KIB = MAX_UNANSWERED_MIB << 10;
    private static final RedisCodec<String, byte[]> CODEC =
            RedisCodec.of(StringCodec.ASCII, ByteArrayCodec.INSTANCE);
    private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);

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
        StatefulRedisConnection<String, byte[]> connection =
                await(deadline, attempt().connection());
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
        try {
            RedisFuture<T> reply = command.apply(connection.async());
            reply.whenComplete((value, error) -> {
                unansweredKib.release(kib);
                heardNanos = System.nanoTime();
            });
            return reply;
        } catch (RedisException e) {
            unansweredKib.release(kib);
            throw unreachable(e);
        }
    }

    /**
     * The answer.
     *
     * @throws StoreUnavailableException when it does not come before the deadline, or is an error
     */
    public <T extends @Nullable Object> T await(Deadline deadline, Future<T> reply) {
        try {
            return reply.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            leaveIfSilent();
            throw new StoreUnavailableException(
                    Reason.TIMEOUT, "Redis did not answer within the deadline", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException(
                    Reason.TIMEOUT, "The wait for Redis was interrupted", e);
        } catch (ExecutionException e) {
            throw unreachable(e.getCause() == null ? e : e.getCause());
        }
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
    }
}
