package recurra.gateway.provider;

import java.util.List;
import java.util.Optional;
import recurra.gateway.cachecontrol.RoutePolicy;

/**
 * Which providers answer some models, one after the other.
 *
 * @param models names, and patterns with {@code *}
 */
public record RouteSettings(
        String name, List<String> models, List<Step> chain, RoutePolicy policy) {
    public RouteSettings {
        models = List.copyOf(models);
        chain = List.copyOf(chain);
    }

    /**
     * One provider of the chain.
     *
     * @param model what it calls the model; empty for the client's name
     */
    public record Step(String provider, Optional<String> model) {}
}
