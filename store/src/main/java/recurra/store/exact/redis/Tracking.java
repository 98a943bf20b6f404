package recurra.store.exact.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.push.PushMessage;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.ProtocolVersion;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears from Redis which keys have changed, and knows until when nothing can have been missed. Has
 * a connection and a thread of its own. Safe for threads.
 *
 * <p><b>Why what {@link #isCurrent} allows is never older than {@link #LEASE}.</b> Redis tells this
 * connection of every change under the prefix ({@code CLIENT TRACKING ON BCAST}), in the stream in
 * which it also answers this connection's PINGs. A PING that was sent at the time <i>s</i> is run
 * in a round of Redis' event loop that began after <i>s</i>, since there is never a second one on
 * its way whose arrival could have begun the round. A change that was made before <i>s</i> belongs
 * to an earlier round, and Redis writes the changes of a round to those who track them before the
 * next round begins. So the change stands in the stream before the PONG. One thread of Lettuce
 * takes both from the stream in order; when it has the PONG, every change from before <i>s</i> has
 * been applied here. Whoever asks at the time <i>t</i> and finds <i>t - s</i> below the lease
 * therefore sees no value that was changed or removed more than the lease ago.
 *
 * <p>That needs nothing to be noticed. A Redis that is gone, frozen, or behind a broken network
 * sends no PONG, and the lease runs out. A lost connection may have lost changes, so everything
 * that was remembered is dropped before the next connection gives its first lease; what is read
 * after that is tracked. A reading that was begun before and ends after finds its place gone, see
 * {@link NearCache}.
 *
 * <p>What is left is the time between the question and the last byte that leaves, and a Redis that
 * was replaced without closing the connections of its clients.
 */
final class Tracking implements AutoCloseable {
    /** Below the 100 ms after which nothing removed may be served, by what serving takes. */
    static final Duration LEASE = Duration.ofMillis(80);

    /** Several in a lease, so that one PONG that is late takes nothing. */
    private static final Duration BEAT = Duration.ofMillis(20);

    private static final Duration RETRY = Duration.ofMillis(250);

    /** Before a server that does not know how is asked again. */
    private static final Duration REFUSED_RETRY = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(Tracking.class);

    private final RedisURI uri;
    private final String prefix;
    private final Listener listener;
    private final RedisClient client = RedisClient.create();
    private final Thread thread;

    private volatile @Nullable Session session;
    private volatile boolean closed;
    private boolean refused;

    /** What happens to keys. Called one at a time, and not to take long. */
    interface Listener {
        void changed(String key);

        /** Whatever is remembered may be wrong. */
        void lost();

        /** Time in which {@link Tracking#isCurrent} allowed nothing. */
        void suspended(Duration time);
    }

    /**
     * Begins to connect, in the background.
     *
     * @param prefix of the keys whose changes matter
     */
    Tracking(String url, String prefix, Listener listener) {
        this.prefix = prefix;
        this.listener = listener;
        uri = RedisURI.create(url);
        uri.setTimeout(RedisLink.CONNECT_TIMEOUT);
        client.setOptions(
                ClientOptions.builder()
                        .autoReconnect(false)
                        .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                        .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                        // Without it Redis would take the command and have no way to tell.
                        .protocolVersion(ProtocolVersion.RESP3)
                        .socketOptions(
                                SocketOptions.builder()
                                        .connectTimeout(RedisLink.CONNECT_TIMEOUT)
                                        .build())
                        .build());
        thread = Thread.ofPlatform().name("recurra-redis-tracking").daemon(true).start(this::run);
    }

    /** Whether every change that is older than the lease has been heard. */
    boolean isCurrent() {
        Session current = session;
        return current != null && current.isCurrent();
    }

    private void run() {
        long countedNanos = System.nanoTime();
        try {
            while (!closed) {
                Duration pause = beat();
                long now = System.nanoTime();
                if (!isCurrent()) {
                    listener.suspended(Duration.ofNanos(now - countedNanos));
                }
                countedNanos = now;
                Thread.sleep(pause);
            }
        } catch (InterruptedException e) {
            LOG.atDebug().log("Redis is not listened to any longer");
        } finally {
            session = null;
        }
    }

    private Duration beat() throws InterruptedException {
        Session current = session;
        if (current == null) {
            return connect();
        }
        if (current.isLost()) {
            session = null;
            listener.lost();
            current.leave();
            return Duration.ZERO;
        }
        current.ping();
        return BEAT;
    }

    private Duration connect() throws InterruptedException {
        StatefulRedisConnection<String, String> connection = null;
        try {
            connection = client.connect(StringCodec.ASCII, uri);
            connection.addListener(this::hear);
            String answer =
                    connection
                            .sync()
                            .clientTracking(
                                    TrackingArgs.Builder.enabled().bcast().prefixes(prefix));
            LOG.atDebug().addKeyValue("answer", answer).log("Redis tells of changes");
            // Tracked from here on: what was read before has to go.
            listener.lost();
            session = new Session(connection);
            refused = false;
            return Duration.ZERO;
        } catch (RedisException e) {
            if (connection != null) {
                var _ = connection.closeAsync();
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return isRefusal(e) ? refused(e) : RETRY;
        }
    }

    private Duration refused(RedisException e) {
        if (!refused) {
            LOG.atWarn()
                    .setCause(e)
                    .log(
                            "Redis does not tell of changes, which it can from version 6 on: nothing is kept near");
        }
        refused = true;
        return REFUSED_RETRY;
    }

    private static boolean isRefusal(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof RedisCommandExecutionException) {
                return true;
            }
        }
        return false;
    }

    /** On Lettuce's thread, which swallows what is thrown. */
    private void hear(PushMessage message) {
        if (!message.getType().equals("invalidate")) {
            return;
        }
        try {
            List<Object> content = message.getContent(StringCodec.ASCII::decodeKey);
            if (content.size() > 1 && content.get(1) instanceof List<?> keys) {
                keys.forEach(key -> listener.changed((String) key));
            } else {
                // All keys at once, as after FLUSHALL.
                listener.lost();
            }
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("What Redis told of changes is not understood");
            listener.lost();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        client.shutdown(Duration.ZERO, RedisLink.CONNECT_TIMEOUT);
    }

    /** A connection on which Redis tells of changes. It lives once. */
    private static final class Session {
        private final StatefulRedisConnection<String, String> connection;

        /** When the last PING was sent that has been answered; at first, too long ago. */
        private volatile long confirmedNanos = System.nanoTime() - LEASE.toNanos();

        private @Nullable RedisFuture<String> pong;
        private long sentNanos;

        Session(StatefulRedisConnection<String, String> connection) {
            this.connection = connection;
        }

        boolean isCurrent() {
            return System.nanoTime() - confirmedNanos < LEASE.toNanos();
        }

        boolean isLost() {
            boolean owing = pong != null && !pong.isDone();
            return !connection.isOpen()
                    || (owing
                            && System.nanoTime() - sentNanos > RedisLink.LONGEST_SILENCE.toNanos());
        }

        /** Never a second one before the first is answered: see the class. */
        void ping() {
            if (pong != null && !pong.isDone()) {
                return;
            }
            long now = System.nanoTime();
            sentNanos = now;
            RedisFuture<String> next = connection.async().ping();
            var _ = next.thenRun(() -> confirmedNanos = now);
            pong = next;
        }

        void leave() {
            var _ = connection.closeAsync();
        }
    }
}
