package recurra.gateway.completion;

import java.util.Map;
import java.util.Optional;
import recurra.gateway.credential.Caller;
import recurra.gateway.provider.Route;
import recurra.matching.request.ChatRequest;

/**
 * What of a request is needed to fetch its answer, which may take longer than the client stays.
 *
 * @param headers those of the client's that the provider gets
 * @param store whether the answer may be kept
 * @param requestId for the log
 */
record UpstreamCall(
        Caller caller,
        ChatRequest request,
        Map<String, String> headers,
        Route route,
        boolean store,
        String requestId,
        Optional<String> traceparent) {

    /** The same, for the answer as a stream. */
    UpstreamCall streaming() {
        return new UpstreamCall(
                caller, request.streaming(), headers, route, store, requestId, traceparent);
    }
}
