package recurra.gateway.provider;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which headers go from the client to the provider and back. All others end here: those of the
 * connection, credentials, cookies, and what is meant for the gateway.
 */
public final class PassedHeaders {
    private static final Set<String> TO_PROVIDER =
            Set.of(
                    "accept",
                    "user-agent",
                    "idempotency-key",
                    "traceparent",
                    "tracestate",
                    "baggage");
    private static final Set<String> TO_CLIENT =
            Set.of("content-encoding", "retry-after", "retry-after-ms", "x-should-retry");

    /** The provider's own name for the request, kept apart from the gateway's. */
    private static final String UPSTREAM_REQUEST_ID = "x-upstream-request-id";

    private PassedHeaders() {}

    /** What of the client's headers the provider gets. */
    public static Map<String, String> toProvider(HttpServletRequest request) {
        Map<String, String> passed = new TreeMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (TO_PROVIDER.contains(lower)
                    || lower.startsWith("openai-")
                    || lower.startsWith("x-stainless-")) {
                passed.put(lower, request.getHeader(name));
            }
        }
        return passed;
    }

    /** What of the provider's headers the client gets. */
    public static Map<String, List<String>> toClient(UpstreamResponse from) {
        Map<String, List<String>> passed = new TreeMap<>();
        from.headers()
                .toMultimap()
                .forEach((name, values) -> {
                    if (TO_CLIENT.contains(name)
                            || name.startsWith("openai-")
                            || name.startsWith("x-ratelimit-")) {
                        passed.put(name, values);
                    }
                });
        String id = from.headers().get("x-request-id");
        if (id != null) {
            passed.put(UPSTREAM_REQUEST_ID, List.of(id));
        }
        return passed;
    }
}
