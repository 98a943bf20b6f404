package recurra.benchmark;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import recurra.benchmark.part.Effort;
import recurra.benchmark.part.Part;
import recurra.commandline.Progress;

/** Says what was measured, and how long it will go on. */
final class Timetable {
    private final PrintStream out;
    private final List<Part> parts;
    private final Effort effort;
    private final long started = System.nanoTime();
    private int part = -1;
    private long partStarted = started;

    Timetable(PrintStream out, List<Part> parts, Effort effort) {
        this.out = out;
        this.parts = parts;
        this.effort = effort;
    }

    /** The next part begins. */
    void next() {
        part++;
        partStarted = System.nanoTime();
        out.printf(
                "%n%s (%d of %d), about %s%n",
                parts.get(part).name(),
                part + 1,
                parts.size(),
                Progress.time(parts.get(part).expected(effort)));
    }

    void say(String what) {
        long now = System.nanoTime();
        Duration left =
                left(
                        parts.stream().map(known -> known.expected(effort)).toList(),
                        part,
                        Duration.ofNanos(now - partStarted));
        out.printf(
                "  %s, %s left  %s%n",
                Progress.time(Duration.ofNanos(now - started)), Progress.time(left), what);
    }

    /** What the parts still take, if each takes what was expected. */
    static Duration left(List<Duration> expected, int part, Duration inPart) {
        Duration left = Duration.ZERO;
        for (int i = Math.max(0, part); i < expected.size(); i++) {
            left = left.plus(expected.get(i));
        }
        Duration spent =
                part < 0 || inPart.compareTo(expected.get(part)) < 0 ? inPart : expected.get(part);
        return left.minus(spent);
    }
}
