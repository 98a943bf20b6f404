package recurra.gateway.replay;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import recurra.gateway.cachecontrol.ReplayMode;
import recurra.gateway.http.ClientResponse;
import recurra.gateway.http.EventStream;
import recurra.matching.ExactKey;
import recurra.store.answer.AnswerContent;
import recurra.store.answer.RecordedAnswer;

/**
 * Serves recorded answers. What the choices say is what the provider said, character for character.
 */
public final class AnswerReplay {
    private AnswerReplay() {}

    /** Serves the answer as one body. */
    public static void body(RecordedAnswer answer, AnswerIdentity identity, ClientResponse to) {
        to.body(
                identity.stamp(AnswerContent.body(answer)).getBytes(StandardCharsets.UTF_8),
                "application/json");
    }

    /**
     * Serves the answer as server-sent events.
     *
     * @param entry the key of the answer, from which its natural pace follows
     * @param includeUsage whether the client asked for the usage
     * @param limit the longest that a natural replay takes
     */
    public static void stream(
            ExactKey entry,
            RecordedAnswer answer,
            boolean includeUsage,
            ReplayMode mode,
            Duration limit,
            AnswerIdentity identity,
            ClientResponse to) {
        ReplayPlan plan = ReplayPlan.of(entry, answer, includeUsage, mode, limit);
        EventStream.begin(to);
        long startNanos = System.nanoTime();
        for (ReplayPlan.Step step : plan.steps()) {
            if (step.dueNanos() > 0) {
                // What was due before goes out before the wait.
                to.flush();
                pauseUntil(startNanos + step.dueNanos());
            }
            to.write(EventStream.event(identity.stamp(step.data())));
        }
        EventStream.end(to);
    }

    private static void pauseUntil(long nanos) {
        long left = nanos - System.nanoTime();
        while (left > 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(left);
            left = nanos - System.nanoTime();
        }
    }
}
