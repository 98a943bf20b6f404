package recurra.gateway.provider;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;
import recurra.gateway.error.ErrorCode;
import recurra.gateway.error.GatewayException;

/**
 * The body of a provider's response, piece by piece as it arrives. Nothing is read before it is
 * asked for, so that a provider is read no faster than its client reads. For one reading thread.
 */
public final class UpstreamBody implements AutoCloseable {
    /** As much of a stream's last piece as tells whether the stream says that it is complete. */
    private static final int DONE_BYTES = 16;

    private static final Duration LINGER = Duration.ofSeconds(1);
    private static final int LARGEST_PIECE = 16 * 1024;

    private final Call call;
    private final ResponseBody body;
    private final Buffer read = new Buffer();
    private final Deque<byte[]> putBack = new ArrayDeque<>();
    private Duration idleTimeout;
    private EndListener listener = (_, _) -> {};
    private Duration longestWait = Duration.ZERO;
    private byte @Nullable [] latest;
    private boolean ended;

    /**
     * @param body the call's
     */
    UpstreamBody(Call call, ResponseBody body, Duration idleTimeout) {
        this.call = call;
        this.body = body;
        this.idleTimeout = idleTimeout;
    }

    /** How a body came to its end. */
    enum End {
        /** With all that the provider had to say. */
        WHOLE,
        /** The connection broke. */
        BROKEN,
        /** Nothing came for too long. */
        SILENT
    }

    /** Whoever wants to know how the body came to its end; told once, by the reading thread. */
    interface EndListener {
        /**
         * @param longestWait for a piece that had not yet come when it was asked for
         */
        void ended(End end, Duration longestWait);
    }

    /**
     * The next bytes, at least one; null at the end of the body.
     *
     * @throws GatewayException when the connection breaks, or nothing comes for too long
     */
    public byte @Nullable [] next() {
        byte[] again = putBack.poll();
        return again == null ? next(idleTimeout) : again;
    }

    /** What was read is to be read again, before anything else. */
    void putBack(List<byte[]> pieces) {
        putBack.addAll(pieces);
    }

    /**
     * Whom to tell how it ends. Nobody is told where the reader does not wait for the end.
     *
     * @param timeout from now on between two pieces
     */
    void onEnd(EndListener told, Duration timeout) {
        listener = told;
        idleTimeout = timeout;
        longestWait = Duration.ZERO;
    }

    /**
     * The next bytes that have not been read before.
     *
     * @param timeout instead of the usual one
     */
    byte @Nullable [] next(Duration timeout) {
        if (ended) {
            return null;
        }
        long startedNanos = System.nanoTime();
        try {
            long count = read(timeout);
            waited(startedNanos);
            if (count < 0) {
                end(End.WHOLE);
                return null;
            }
            latest = read.readByteArray();
            return latest;
        } catch (SocketTimeoutException e) {
            waited(startedNanos);
            end(End.SILENT);
            throw new GatewayException(
                    ErrorCode.UPSTREAM_TIMEOUT,
                    "The provider's answer stopped for " + timeout + ". Send the request again.",
                    e);
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new GatewayException(
                        ErrorCode.UPSTREAM_BROKEN,
                        "The gateway is stopping. Send the request again.",
                        e);
            }
            end(End.BROKEN);
            throw new GatewayException(
                    ErrorCode.UPSTREAM_BROKEN,
                    "The provider's answer broke off. Send the request again.",
                    e);
        }
    }

    private long read(Duration timeout) throws IOException {
        BufferedSource source = body.source();
        source.timeout().timeout(Math.max(1, timeout.toNanos()), TimeUnit.NANOSECONDS);
        return source.read(read, LARGEST_PIECE);
    }

    private void waited(long sinceNanos) {
        Duration wait = Duration.ofNanos(System.nanoTime() - sinceNanos);
        longestWait = wait.compareTo(longestWait) > 0 ? wait : longestWait;
    }

    private void end(End how) {
        ended = true;
        listener.ended(how, longestWait);
        listener = (_, _) -> {};
    }

    /**
     * Ends the connection, unless the body has ended: then it is for the next call. A stream that
     * has said that it is complete has a moment to end, too.
     */
    @Override
    public void close() {
        if (ended) {
            return;
        }
        if (saidDone()) {
            end(End.WHOLE);
            Thread.ofVirtual().name("end-of-stream").start(this::awaitEnd);
        } else {
            cancel();
        }
    }

    private boolean saidDone() {
        byte[] bytes = latest;
        if (bytes == null) {
            return false;
        }
        int from = Math.max(0, bytes.length - DONE_BYTES);
        return new String(bytes, from, bytes.length - from, StandardCharsets.ISO_8859_1)
                .stripTrailing()
                .endsWith("[DONE]");
    }

    private void awaitEnd() {
        try {
            if (read(LINGER) >= 0) {
                cancel();
            }
        } catch (IOException e) {
            // It had all been said, so that nobody misses what is lost with the connection.
            cancel();
        }
    }

    private void cancel() {
        call.cancel();
        body.close();
    }
}
