package recurra.commandline;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Says how far the run is: on one line that is overwritten, where there is a terminal. Safe for
 * threads.
 */
public final class Progress {
    private static final long TERMINAL_NANOS = Duration.ofMillis(250).toNanos();
    private static final long LOG_NANOS = Duration.ofSeconds(15).toNanos();

    private final PrintStream out;
    private final boolean terminal;

    /**
     * @param terminal whether lines can be overwritten; otherwise a line comes every 15 seconds
     */
    public Progress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Starts a task of so many steps. */
    public Task start(String name, String unit, long steps) {
        return new Task(name, unit, steps);
    }

    /** Says a whole line. */
    public synchronized void say(String line) {
        out.println(line);
    }

    private synchronized void show(String line, boolean last) {
        if (terminal) {
            out.print("\r" + line + "\u001b[K" + (last ? "\n" : ""));
            out.flush();
        } else {
            out.println(line);
        }
    }

    /** One task of known length. */
    public final class Task {
        private final String name;
        private final String unit;
        private final long steps;
        private final long started = System.nanoTime();
        private final AtomicLong done = new AtomicLong();
        private final AtomicLong shown = new AtomicLong(System.nanoTime());

        private Task(String name, String unit, long steps) {
            this.name = name;
            this.unit = unit;
            this.steps = steps;
        }

        /** Counts one step. */
        public void step() {
            step(1);
        }

        /** Counts some steps. */
        public void step(long count) {
            long now = System.nanoTime();
            long all = done.addAndGet(count);
            long before = shown.get();
            if (now - before > (terminal ? TERMINAL_NANOS : LOG_NANOS)
                    && shown.compareAndSet(before, now)) {
                show(line(all, now), false);
            }
        }

        /** Says how long it took. */
        public void end() {
            show(
                    String.format(
                            Locale.ROOT,
                            "  %s: %,d %s in %s",
                            name,
                            done.get(),
                            unit,
                            seconds((System.nanoTime() - started) / 1e9)),
                    true);
        }

        private String line(long all, long now) {
            double elapsed = (now - started) / 1e9;
            double rate = all / elapsed;
            return String.format(
                    Locale.ROOT,
                    "  %s: %,d of %,d %s, %,.0f/s, %s left",
                    name,
                    all,
                    steps,
                    unit,
                    rate,
                    seconds((steps - all) / Math.max(rate, 1e-9)));
        }
    }

    /** A time as people read it. */
    public static String time(Duration time) {
        return time.toSeconds() < 60
                ? String.format(
                        Locale.ROOT,
                        time.toSeconds() < 10 ? "%.1f s" : "%.0f s",
                        time.toMillis() / 1000.0)
                : String.format(Locale.ROOT, "%d:%02d min", time.toMinutes(), time.toSecondsPart());
    }

    private static String seconds(double seconds) {
        return time(Duration.ofMillis(Math.round(seconds * 1000)));
    }
}
