package recurra.gateway.completion;

import java.util.Map;
import recurra.gateway.cachecontrol.CacheControls;
import recurra.gateway.credential.Caller;
import recurra.gateway.http.ClientResponse;
import recurra.gateway.provider.Route;
import recurra.matching.request.ChatRequest;

/**
 * One chat request on its way.
 *
 * @param headers those of the client's that the provider gets
 */
record ChatCall(
        Caller caller,
        CacheControls controls,
        ChatRequest request,
        Map<String, String> headers,
        Route route,
        ClientResponse client,
        ServedRequest served) {}
