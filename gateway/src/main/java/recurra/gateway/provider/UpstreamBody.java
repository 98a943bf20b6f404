package recurra.gateway.provider;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
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
 * time, so that a provider is read no faster than its client reads. For one reading thread; {@link
 * #close} ends the connection unless the body has ended.
 */
public final class UpstreamBody implements AutoCloseable {
    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    private final Deque<byte[]> putBack = new ArrayDeque<>();
    private final Duration idleTimeout;
    private Runnable onFailure = () -> {};
    private boolean ended;

    UpstreamBody(Duration idleTimeout) {
        this.idleTimeout = idleTimeout;
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

    /** What is to be done when the connection breaks, or nothing comes for too long. */
    void onFailure(Runnable reaction) {
        onFailure = reaction;
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
                        return bytes;
                    }
                }
                case Signal.End _ -> ended = true;
                case Signal.Failure failure -> {
                    ended = true;
                    onFailure.run();
                    throw new GatewayException(
                            ErrorCode.UPSTREAM_BROKEN,
                            "The provider's answer broke off. Send the request again.",
                            failure.cause());
                }
            }
        }
        return null;
    }

    private Signal await(Duration timeout) {
        Signal signal;
        try {
            signal = signals.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayException(
                    ErrorCode.UPSTREAM_BROKEN,
                    "The gateway is stopping. Send the request again.",
                    e);
        }
        if (signal == null) {
            onFailure.run();
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

    @Override
    public void close() {
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
