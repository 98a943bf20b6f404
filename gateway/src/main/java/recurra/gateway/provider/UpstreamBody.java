package recurra.gateway.provider;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import recurra.gateway.error.ErrorCode;
import recurra.gateway.error.GatewayException;

/**
 * The body of a provider's response, piece by piece as it arrives. One piece is asked for at a
 * time, so that a provider is read no faster than its client reads. For one reading thread.
 */
public final class UpstreamBody implements AutoCloseable {
    /** As much of a stream's last piece as tells whether the stream says that it is complete. */
    private static final int DONE_BYTES = 16;

    private static final Duration LINGER = Duration.ofSeconds(1);

    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    private final Deque<byte[]> putBack = new ArrayDeque<>();
    private Duration idleTimeout;
    private EndListener listener = (_, _) -> {};
    private Duration longestWait = Duration.ZERO;
    private byte @Nullable [] latest;
    private boolean ended;

    UpstreamBody(Duration idleTimeout) {
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

    /** What the connection has to say. */
    private sealed interface Signal {
        record Piece(List<ByteBuffer> buffers) implements Signal {}

        record Failure(Throwable cause) implements Signal {}

        record End() implements Signal {}
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
        while (!ended) {
            switch (await(timeout)) {
                case Signal.Piece piece -> {
                    subscription.join().request(1);
                    byte[] bytes = join(piece.buffers());
                    if (bytes.length > 0) {
                        latest = bytes;
                        return bytes;
                    }
                }
                case Signal.End _ -> end(End.WHOLE);
                case Signal.Failure failure -> {
                    end(End.BROKEN);
                    throw new GatewayException(
                            ErrorCode.UPSTREAM_BROKEN,
                            "The provider's answer broke off. Send the request again.",
                            failure.cause());
                }
            }
        }
        return null;
    }

    private void end(End how) {
        ended = true;
        listener.ended(how, longestWait);
        listener = (_, _) -> {};
    }

    private Signal await(Duration timeout) {
        Signal signal;
        long startedNanos = System.nanoTime();
        try {
            signal = signals.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayException(
                    ErrorCode.UPSTREAM_BROKEN,
                    "The gateway is stopping. Send the request again.",
                    e);
        }
        Duration wait = Duration.ofNanos(System.nanoTime() - startedNanos);
        longestWait = wait.compareTo(longestWait) > 0 ? wait : longestWait;
        if (signal == null) {
            listener.ended(End.SILENT, longestWait);
            listener = (_, _) -> {};
            throw new GatewayException(
                    ErrorCode.UPSTREAM_TIMEOUT,
                    "The provider's answer stopped for " + timeout + ". Send the request again.");
        }
        return signal;
    }

    private static byte[] join(List<ByteBuffer> buffers) {
        byte[] bytes = new byte[buffers.stream().mapToInt(ByteBuffer::remaining).sum()];
        int at = 0;
        for (ByteBuffer buffer : buffers) {
            int length = buffer.remaining();
            buffer.get(bytes, at, length);
            at += length;
        }
        return bytes;
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
            Signal signal = signals.poll(LINGER.toNanos(), TimeUnit.NANOSECONDS);
            if (!(signal instanceof Signal.End)) {
                cancel();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancel();
        }
    }

    private void cancel() {
        var _ = subscription.thenAccept(Flow.Subscription::cancel);
    }

    /** What the HTTP client hands the body to. */
    HttpResponse.BodySubscriber<UpstreamBody> subscriber() {
        return new Subscriber();
    }

    private final class Subscriber implements HttpResponse.BodySubscriber<UpstreamBody> {
        @Override
        public CompletionStage<UpstreamBody> getBody() {
            return CompletableFuture.completedFuture(UpstreamBody.this);
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription.complete(given);
            given.request(1);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            signals.add(new Signal.Piece(buffers));
        }

        @Override
        public void onError(Throwable cause) {
            signals.add(new Signal.Failure(cause));
        }

        @Override
        public void onComplete() {
            signals.add(new Signal.End());
        }
    }
}
