package recurra.gateway.provider;

import java.util.List;
import recurra.gateway.cachecontrol.RoutePolicy;

/**
 * What may answer a model, and what holds for its answers. Immutable.
 *
 * @param chain in the order in which it is asked; never empty
 */
public record Route(List<Target> chain, RoutePolicy policy) {
    public Route {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("a route needs a provider");
        }
    }

    /** The provider that is asked first. */
    public Provider first() {
        return chain.getFirst().provider();
    }
}
