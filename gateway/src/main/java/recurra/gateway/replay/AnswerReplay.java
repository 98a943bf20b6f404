package recurra.gateway.replay;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import recurra.gateway.cachecontrol.ReplayMode;
import recurra.gateway.http.ClientResponse;
import recurra.gateway.http.EventStream;
import recurra.gateway.replay.ReadyAnswers.Form;
import recurra.matching.ExactKey;
import recurra.store.answer.RecordedAnswer;

/**
 * Serves recorded answers. What the choices say is what the provider said, character for character.
 * Safe for threads.
 */
public final class AnswerReplay {
    private final ReadyAnswers ready;
    private final Duration limit;

    /**
     * @param limit the longest that a natural replay takes
     */
    public AnswerReplay(ReadyAnswers ready, Duration limit) {
        this.ready = ready;
        this.limit = limit;
    }

    /** Serves the answer as one body. */
    public void body(RecordedAnswer answer, AnswerIdentity identity, ClientResponse to) {
        to.body(ready.of(answer, Form.BODY).with(identity), "application/json");
    }

    /**
     * Serves the answer as server-sent events.
     *
     * @param entry the key of the answer, from which its natural pace follows
     * @param includeUsage whether the client asked for the usage
     */
    public void stream(
            ExactKey entry,
            RecordedAnswer answer,
            boolean includeUsage,
            ReplayMode mode,
            AnswerIdentity identity,
            ClientResponse to) {
        switch (mode) {
            case INSTANT -> instant(answer, includeUsage, identity, to);
            case NATURAL ->
                    paced(ReplayPlan.natural(entry, answer, includeUsage, limit), identity, to);
            case RECORDED -> paced(ReplayPlan.recorded(answer, includeUsage), identity, to);
        }
    }

    private void instant(
            RecordedAnswer answer,
            boolean includeUsage,
            AnswerIdentity identity,
            ClientResponse to) {
        Form form = includeUsage ? Form.STREAM_WITH_USAGE : Form.STREAM;
        EventStream.send(ready.of(answer, form).with(identity), to);
    }

    private static void paced(ReplayPlan plan, AnswerIdentity identity, ClientResponse to) {
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
