package recurra.benchmark.part;

import java.io.IOException;
import java.time.Duration;

/** One question that the benchmark answers. */
public interface Part {
    /** The name on the command line. */
    String name();

    String title();

    /** What is done, for the page; Markdown. */
    String text();

    /** About how long it takes. */
    Duration expected(Effort effort);

    /**
     * Measures, and gives the figures to the run.
     *
     * @throws IOException when a file or a connection fails that the whole part needs
     */
    void measure(Run run) throws IOException;
}
