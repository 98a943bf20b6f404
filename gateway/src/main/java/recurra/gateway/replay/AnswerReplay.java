package recurra.gateway.replay;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import recurra.gateway.cachecontrol.ReplayMode;
import recurra.gateway.http.ClientResponse;
import recurra.store.answer.AnswerContent;
import recurra.store.answer.RecordedAnswer;

/**
 * Serves recorded answers. What the choices say is what the provider said, character for character.
 */
public final class AnswerReplay {
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8);

    /**
     * A gap of the recording is never longer, since a provider's hiccup is no part of its answer.
     */
    private static final Duration LONGEST_GAP = Duration.ofSeconds(2);

    private AnswerReplay() {}

    /** Serves the answer as one body. */
    public static void body(RecordedAnswer answer, ClientResponse to) {
        to.body(AnswerContent.body(answer).getBytes(StandardCharsets.UTF_8), "application/json");
    }

    /**
     * Serves the answer as server-sent events.
     *
     * @param includeUsage whether the client asked for the usage
     */
    public static void stream(
            RecordedAnswer answer, boolean includeUsage, ReplayMode mode, ClientResponse to) {
        to.servlet().setContentType("text/event-stream; charset=utf-8");
        to.header("Cache-Control", "no-cache");
        for (RecordedAnswer.Event event : AnswerContent.chunks(answer, includeUsage)) {
            if (mode == ReplayMode.RECORDED) {
                pause(event.gapMicros());
            }
            to.write(format(event.data()));
            if (mode == ReplayMode.RECORDED) {
                to.flush();
            }
        }
        to.write(DONE);
        to.flush();
    }

    private static byte[] format(String data) {
        return ("data: " + data.replace("\n", "\ndata: ") + "\n\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void pause(long micros) {
        LockSupport.parkNanos(
                Math.min(TimeUnit.MICROSECONDS.toNanos(micros), LONGEST_GAP.toNanos()));
    }
}
