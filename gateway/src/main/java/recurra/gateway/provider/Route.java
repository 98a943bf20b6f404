package recurra.gateway.provider;

import java.util.List;

/** What may answer a model, in the order in which it is asked; never empty. Immutable. */
public record Route(List<Target> chain) {
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
