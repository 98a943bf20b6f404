package recurra.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Sends one {@link Reply} at the pace and with the faults that a {@link Behavior} asks for. */
final class ReplyWriter {

    private static final byte[] COMMENT = ": wait\n\n".getBytes(StandardCharsets.UTF_8);

    private final HttpExchange exchange;
    private final CallLog log;
    private final Behavior behavior;
    private final Duration firstTokenDelay;
    private final Duration interTokenDelay;
    private final long startNanos = System.nanoTime();

    ReplyWriter(HttpExchange exchange, CallLog log, Behavior behavior, SimulatorOptions options) {
        this.exchange = exchange;
        this.log = log;
        this.behavior = behavior;
        this.firstTokenDelay =
                behavior.firstTokenDelay() == null
                        ? options.firstTokenDelay()
                        : behavior.firstTokenDelay();
        this.interTokenDelay =
                behavior.interTokenDelay() == null
                        ? options.interTokenDelay()
                        : behavior.interTokenDelay();
    }

    /**
     * Sends the reply.
     *
     * @throws IOException when the client has hung up, or to cut the connection on request: the
     *     server closes it without ending the body when a handler throws
     */
    void send(Reply reply) throws IOException {
        boolean beforeStatusLine = behavior.cut().afterEvents() == 0;
        switch (behavior.cut().kind()) {
            case BREAK -> {
                if (beforeStatusLine) {
                    throw new CutException("before the status line");
                }
            }
            case HANG -> {
                if (beforeStatusLine) {
                    hang();
                }
            }
            case NONE, ERROR_EVENT, NO_FINISH, STALL -> {}
        }
        switch (reply) {
            case Reply.Whole whole -> sendWhole(whole);
            case Reply.Events events -> sendEvents(events);
        }
    }

    private void sendWhole(Reply.Whole whole) throws IOException {
        pauseUntilToken(whole.tokens() - 1);
        int bytes = whole.body().length;
        switch (behavior.cut().kind()) {
            case NONE, NO_FINISH -> sendBody(whole, bytes);
            case ERROR_EVENT -> {
                Reply.Whole error = Reply.Whole.json(500, ApiError.simulated(500, null).body(), 1);
                sendBody(error, error.body().length);
            }
            case BREAK -> {
                sendBody(whole, bytes / 2);
                throw new CutException("in the middle of the body");
            }
            case HANG -> {
                sendBody(whole, bytes / 2);
                hang();
            }
            case STALL -> {
                sendBody(whole, 0);
                hang();
            }
        }
    }

    private void sendBody(Reply.Whole whole, int bytesSent) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            sendStatus(whole, -1);
            return;
        }
        // -1 means no body here, and 0 one of unknown length.
        int length = whole.body().length == 0 ? -1 : whole.body().length;
        sendStatus(whole, length);
        OutputStream body = exchange.getResponseBody();
        body.write(whole.body(), 0, bytesSent);
        body.flush();
    }

    private void sendEvents(Reply.Events stream) throws IOException {
        List<byte[]> events = stream.events();
        Behavior.Cut cut = behavior.cut();
        int sent =
                switch (cut.kind()) {
                    case NONE, NO_FINISH -> events.size();
                    case BREAK, ERROR_EVENT, HANG, STALL ->
                            Math.min(cut.afterEvents(), events.size());
                };
        pauseUntilToken(0);
        log.streamStarts();
        OutputStream body = exchange.getResponseBody();
        try {
            sendStatus(stream, 0);
            for (int i = 0; i < sent; i++) {
                pauseUntilToken(i);
                body.write(events.get(i));
                body.flush();
            }
            switch (cut.kind()) {
                case NONE, NO_FINISH -> {}
                case BREAK -> throw new CutException("in the middle of the stream");
                case HANG -> hang();
                case STALL -> {
                    body.write(COMMENT);
                    body.flush();
                    hang();
                }
                case ERROR_EVENT ->
                        body.write(Reply.Events.event(ApiError.simulated(500, null).body()));
            }
        } catch (CutException e) {
            log.streamEnds(CallLog.StreamEnd.BROKEN_ON_REQUEST);
            throw e;
        } catch (IOException e) {
            log.streamEnds(CallLog.StreamEnd.ABORTED_BY_CLIENT);
            throw e;
        }
        log.streamEnds(
                cut.kind() == Behavior.Cut.Kind.NONE
                        ? CallLog.StreamEnd.FINISHED
                        : CallLog.StreamEnd.BROKEN_ON_REQUEST);
        body.close();
    }

    private void sendStatus(Reply reply, long length) throws IOException {
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        log.statusSent(reply.status());
        exchange.sendResponseHeaders(reply.status(), length);
    }

    private void hang() throws IOException {
        pause(Behavior.MAX_WAIT.toNanos());
        throw new CutException("after hanging for " + Behavior.MAX_WAIT);
    }

    /** Waits for a token's time, counted from the arrival of the request so that no lag adds up. */
    private void pauseUntilToken(int index) throws InterruptedIOException {
        long due = firstTokenDelay.plus(interTokenDelay.multipliedBy(index)).toNanos();
        pause(due - (System.nanoTime() - startNanos));
    }

    private static void pause(long nanos) throws InterruptedIOException {
        if (nanos <= 0) {
            return;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The simulator is being stopped");
        }
    }

    /** Closes the connection where it stands. */
    static final class CutException extends IOException {

        private static final long serialVersionUID = 1L;

        CutException(String where) {
            super("Connection cut on request " + where);
        }
    }
}
