package recurra.embedder.embeddings;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import recurra.embedder.error.EmbedderException;

/** How long a client waits for its vectors, so that none are computed for nobody. */
final class Patience {
    static final String HEADER = "x-recurra-patience-ms";

    private static final Pattern MILLIS = Pattern.compile("\\d{1,9}");

    private Patience() {}

    /** What the header says; for ever where there is none. */
    static Duration of(@Nullable String header) {
        if (header == null) {
            return ChronoUnit.FOREVER.getDuration();
        }
        if (!MILLIS.matcher(header).matches()) {
            throw EmbedderException.invalid(
                    HEADER, "'" + HEADER + "' must be a whole number of milliseconds.");
        }
        return Duration.ofMillis(Long.parseLong(header));
    }
}
