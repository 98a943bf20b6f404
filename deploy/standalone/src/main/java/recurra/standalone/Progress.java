package recurra.standalone;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;

/** Says on the terminal how far a start has come. Logs go to a file. */
final class Progress {
    private final PrintStream out;
    private final Instant begin = Instant.now();

    Progress(PrintStream out) {
        this.out = out;
    }

    void step(String what) {
        double seconds = Duration.between(begin, Instant.now()).toMillis() / 1000.0;
        line("%6.1f s  %s".formatted(seconds, what));
    }

    void warn(String what) {
        line("  warning  " + what);
    }

    void line(String text) {
        out.println(text);
        out.flush();
    }
}
