package recurra.gateway.join;

import java.util.List;
import java.util.Map;

/**
 * What is known of an answer when it begins.
 *
 * @param provider who gives it
 * @param headers those of the provider's that clients get
 * @param usageAdded whether the chunk with the usage comes although the client that asked first did
 *     not ask for it
 * @param remote whether it comes from another gateway, which pays for it
 */
public record FlightHead(
        Form form,
        String provider,
        int status,
        String contentType,
        Map<String, List<String>> headers,
        boolean usageAdded,
        boolean remote) {
    /** How the answer comes. */
    public enum Form {
        /** As server-sent events, each a piece. */
        STREAM,
        /** As one body, which is whole when it is first seen. */
        BODY,
        /** As a body too large to be read whole before it goes on. */
        LARGE_BODY
    }

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }
}
