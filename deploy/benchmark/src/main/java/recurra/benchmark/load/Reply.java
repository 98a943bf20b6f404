package recurra.benchmark.load;

import java.util.Locale;
import java.util.Optional;

/**
 * What came back.
 *
 * @param head the status line and the headers
 * @param firstByteNanos when the first byte of the body was read, on {@link System#nanoTime}'s
 *     clock
 * @param lastByteNanos when the last one was
 * @param bytes of the body
 * @param end the last characters of the body
 */
public record Reply(
        int status, String head, long firstByteNanos, long lastByteNanos, long bytes, String end) {
    /** The value of a header. */
    public Optional<String> header(String name) {
        String wanted = name.toLowerCase(Locale.ROOT) + ":";
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(wanted))
                .map(line -> line.substring(wanted.length()).strip())
                .findFirst();
    }

    /** Whether a tier of the cache gave the answer; {@code none} for the provider. */
    public boolean isMatch(String tier) {
        return status == 200 && header("x-cache-match").filter(tier::equals).isPresent();
    }

    /** Whether the body is a stream of OpenAI's that was sent to its end. */
    public boolean isWholeStream() {
        return status == 200 && end.strip().endsWith("[DONE]");
    }
}
