package recurra.gateway.provider;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import recurra.gateway.error.GatewayException;

/** Asks the providers of a route. Safe for threads. */
public final class Upstream {
    /**
     * Sends a request.
     *
     * @param path below a provider's base URL, such as {@code /chat/completions}
     * @param body what the given provider is to be sent, as JSON
     * @param authorization the client's own, for a provider without a key here; null for none
     * @return the response that has begun; the caller closes it
     * @throws GatewayException when no response begins
     */
    public Exchange ask(
            Route route,
            String path,
            Function<Provider, byte[]> body,
            Map<String, String> headers,
            @Nullable String authorization) {
        Target target = route.chain().getFirst();
        byte[] bytes = body.apply(target.provider());
        return new Exchange(
                target.provider(),
                target.provider()
                        .post(
                                path,
                                target.renamed() ? ModelName.replace(bytes, target.model()) : bytes,
                                headers,
                                authorization));
    }
}
