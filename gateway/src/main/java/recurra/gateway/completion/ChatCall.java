package recurra.gateway.completion;

import jakarta.servlet.http.HttpServletRequest;
import recurra.gateway.cachecontrol.CacheControls;
import recurra.gateway.cachecontrol.CacheMode;
import recurra.gateway.credential.Caller;
import recurra.gateway.http.ClientResponse;
import recurra.gateway.join.FlightKey;
import recurra.gateway.provider.PassedHeaders;
import recurra.gateway.provider.Route;
import recurra.matching.request.ChatRequest;

/**
 * One chat request on its way.
 *
 * @param asked the request as it came
 * @param lookedUpNanos when its answer was last looked for, on {@link System#nanoTime}'s clock
 */
record ChatCall(
        Caller caller,
        CacheControls controls,
        ChatRequest request,
        HttpServletRequest asked,
        Route route,
        ClientResponse client,
        ServedRequest served,
        long lookedUpNanos) {

    /**
     * Whether the answer may be shared with identical requests that are on their way. Joining is a
     * hit, and what is joined is as good as kept: so a client shares that would take a kept answer
     * to the very same request, of any age, and whose own may be kept.
     */
    boolean joins() {
        return controls.lookup()
                && controls.store()
                && controls.mode() != CacheMode.TEMPLATE
                && controls.maxAge().map(age -> !age.isZero()).orElse(true);
    }

    FlightKey flightKey() {
        return new FlightKey(caller.tenant(), request.exactKey());
    }

    /** The same, about to look for its answer once more. */
    ChatCall lookingUpAgain() {
        return new ChatCall(
                caller, controls, request, asked, route, client, served, System.nanoTime());
    }

    UpstreamCall upstream() {
        return new UpstreamCall(
                caller,
                request,
                PassedHeaders.toProvider(asked),
                route,
                controls.store(),
                served.requestId(),
                served.traceparent());
    }
}
