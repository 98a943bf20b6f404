package recurra.gateway.replay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import recurra.matching.ExactKey;
import recurra.store.answer.AnswerContent;
import recurra.store.answer.AnswerPiece;
import recurra.store.answer.RecordedAnswer;

/**
 * Which event of a replay is due when. Follows from the answer and its key alone, so that an entry
 * streams the same way each time and from every gateway. Immutable.
 */
record ReplayPlan(List<Step> steps) {
    /** A gap of a recording is never longer, since a provider's hiccup is no part of its answer. */
    static final Duration LONGEST_GAP = Duration.ofSeconds(2);

    /** A piece of a few words comes after so long, about as fast as models write. */
    private static final int SHORTEST_GAP_MILLIS = 14;

    private static final int LONGEST_USUAL_GAP_MILLIS = 42;
    private static final int SEED_DIGITS = 16;
    private static final int HEXADECIMAL = 16;

    ReplayPlan {
        steps = List.copyOf(steps);
    }

    /**
     * An event.
     *
     * @param dueNanos since the first, which is due at once
     * @param data of the event
     */
    record Step(long dueNanos, String data) {
        /** Without content. */
        @Override
        public String toString() {
            return "Step[dueNanos=" + dueNanos + ", length=" + data.length() + "]";
        }
    }

    /**
     * The chunks of the recording, or cut from it, with their gaps.
     *
     * @param includeUsage whether the client asked for the usage
     */
    static ReplayPlan recorded(RecordedAnswer answer, boolean includeUsage) {
        return recorded(AnswerContent.chunks(answer, includeUsage));
    }

    private static ReplayPlan recorded(List<RecordedAnswer.Event> events) {
        List<Step> steps = new ArrayList<>();
        long due = 0;
        for (RecordedAnswer.Event event : events) {
            if (!steps.isEmpty()) {
                due +=
                        Math.min(
                                TimeUnit.MICROSECONDS.toNanos(event.gapMicros()),
                                LONGEST_GAP.toNanos());
            }
            steps.add(new Step(due, event.data()));
        }
        return new ReplayPlan(steps);
    }

    /**
     * Chunks that are cut anew, at the pace of somebody who types.
     *
     * @param entry the key of the answer, from which cuts and pace follow
     * @param includeUsage whether the client asked for the usage
     * @param limit the longest that it takes
     */
    static ReplayPlan natural(
            ExactKey entry, RecordedAnswer answer, boolean includeUsage, Duration limit) {
        // Not any generator: the sequence of this one is specified, and so the same everywhere.
        Random random =
                new Random(
                        Long.parseUnsignedLong(entry.hex().substring(0, SEED_DIGITS), HEXADECIMAL));
        List<AnswerPiece> pieces = AnswerContent.pieces(answer, includeUsage, random);
        long[] dueMillis = new long[pieces.size()];
        long total = 0;
        for (int i = 0; i < dueMillis.length; i++) {
            dueMillis[i] = total;
            total += gapMillis(pieces.get(i).text(), random);
        }
        long last = dueMillis.length == 0 ? 0 : dueMillis[dueMillis.length - 1];
        double pace = Math.min(1, (double) limit.toMillis() / Math.max(1, last));
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < dueMillis.length; i++) {
            long due = (long) (pace * TimeUnit.MILLISECONDS.toNanos(dueMillis[i]));
            steps.add(new Step(due, pieces.get(i).data()));
        }
        return new ReplayPlan(steps);
    }

    /** How long the next piece waits after this one: longer where a reader would breathe. */
    private static int gapMillis(String text, Random random) {
        String written = text.stripTrailing();
        if (written.isEmpty()) {
            return 0;
        }
        int gap = random.nextInt(SHORTEST_GAP_MILLIS, LONGEST_USUAL_GAP_MILLIS);
        int breath =
                switch (written.charAt(written.length() - 1)) {
                    case '.', '!', '?', '…', '。', '！', '？', '।', '؟' -> random.nextInt(40, 110);
                    case ',', ';', ':', '、', '，', '；', '：', '،' -> random.nextInt(15, 45);
                    default -> 0;
                };
        int newLine = text.indexOf('\n', written.length()) < 0 ? 0 : random.nextInt(20, 60);
        return gap + breath + newLine;
    }
}
