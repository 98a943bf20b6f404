package recurra.gateway.provider;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import recurra.gateway.error.ErrorCode;
import recurra.gateway.error.GatewayException;
import recurra.gateway.provider.Failover.Reason;

/**
 * The moment at which an answer has begun, so that nobody else can give it any more: a stream with
 * its first event, any other answer when it is complete, or too large to wait for. Until then
 * nothing of it goes on, and all of it is put back to be read again.
 */
final class Beginning {
    /** A stream with so many bytes of comments has begun. */
    private static final int MOST_COMMENTS = 64 * 1024;

    /** An answer in one piece that has so many bytes has begun. */
    private static final int MOST_WAITED_FOR = 1024 * 1024;

    private Beginning() {}

    /**
     * Waits for it.
     *
     * @param deadlineNanos of a stream's first event, on {@link System#nanoTime}'s clock
     * @return why the answer is none, when it ends or fails before
     * @throws GatewayException when the connection breaks or nothing comes
     */
    static Optional<Reason> await(UpstreamResponse response, long deadlineNanos) {
        UpstreamBody body = response.body();
        List<byte[]> read = new ArrayList<>();
        try {
            return response.isEventStream() && !response.isEncoded()
                    ? firstEvent(body, read, deadlineNanos)
                    : whole(body, read);
        } finally {
            body.putBack(read);
        }
    }

    private static Optional<Reason> firstEvent(
            UpstreamBody body, List<byte[]> read, long deadlineNanos) {
        SseParser parser = new SseParser(Integer.MAX_VALUE);
        int bytes = 0;
        while (bytes < MOST_COMMENTS) {
            Duration remaining = Duration.ofNanos(deadlineNanos - System.nanoTime());
            if (!remaining.isPositive()) {
                throw new GatewayException(
                        ErrorCode.UPSTREAM_TIMEOUT,
                        "The provider's answer did not begin in time. Send the request again.");
            }
            byte[] piece = body.next(remaining);
            if (piece == null) {
                return Optional.of(Reason.BROKEN);
            }
            read.add(piece);
            bytes += piece.length;
            for (SseEvent event : parser.feed(piece)) {
                String data = event.data();
                if (data != null) {
                    return ErrorEvents.isError(data) && !event.isDone()
                            ? Optional.of(Reason.ERROR_EVENT)
                            : Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Reason> whole(UpstreamBody body, List<byte[]> read) {
        int bytes = 0;
        byte[] piece = body.next();
        while (piece != null) {
            read.add(piece);
            bytes += piece.length;
            if (bytes >= MOST_WAITED_FOR) {
                return Optional.empty();
            }
            piece = body.next();
        }
        return Optional.empty();
    }
}
