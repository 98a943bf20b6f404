package recurra.gateway.http;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names for requests and events. Safe for threads. */
public final class RequestIds {
    /** The header that names a request, in both directions. */
    public static final String HEADER = "x-request-id";

    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

    private final NoArgGenerator generator = Generators.timeBasedEpochGenerator();

    /** A new UUID of version 7: younger ones are greater. */
    public UUID next() {
        return generator.generate();
    }

    /** The client's own name for its request where it can stand in a log, else a new one. */
    public String of(@Nullable String fromClient) {
        return fromClient != null && SANE.matcher(fromClient).matches()
                ? fromClient
                : next().toString();
    }
}
