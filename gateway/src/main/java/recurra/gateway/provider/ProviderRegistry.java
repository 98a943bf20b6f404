package recurra.gateway.provider;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import recurra.config.InvalidConfigurationException;
import recurra.gateway.cachecontrol.RoutePolicy;
import recurra.gateway.error.ErrorCode;
import recurra.gateway.error.GatewayException;

/** The configured providers, and which of them answer which model. Immutable. */
public final class ProviderRegistry implements AutoCloseable {
    private final List<Listed> providers;
    private final Routes routes;

    /** A provider with what is known of its models. */
    public record Listed(Provider provider, ModelCatalogue catalogue) {}

    /**
     * @throws InvalidConfigurationException when a route leads nowhere
     */
    public ProviderRegistry(List<Provider> providers, List<RouteSettings> routes) {
        this.providers =
                providers.stream()
                        .map(provider -> new Listed(provider, new ModelCatalogue(provider)))
                        .toList();
        this.routes = new Routes(routes, providers);
    }

    /**
     * Calls each provider in the background, so that there is a connection, and learns which models
     * there are, where a model can be refused for that.
     */
    public void warm() {
        for (Listed listed : providers) {
            if (listed.provider().checksModels() && listed.provider().patterns().isEmpty()) {
                listed.catalogue().learn();
            } else {
                listed.provider().warm();
            }
        }
    }

    /** All providers, in the order of the configuration. */
    public List<Listed> all() {
        return providers;
    }

    /** The models that routes name, which are there whatever the providers list. */
    public List<String> routedModels() {
        return routes.names();
    }

    /**
     * Who answers the model: the chain of its route; without one, the first provider that names it,
     * else the first that names none.
     *
     * @throws GatewayException when there is none, or the provider is known not to have the model
     */
    public Route route(String model) {
        if (providers.isEmpty()) {
            throw new GatewayException(
                    ErrorCode.NO_PROVIDER,
                    "No provider is configured. Whoever runs the gateway has to set"
                            + " recurra.providers.default.base-url (RECURRA_PROVIDER_BASE_URL).");
        }
        Optional<Route> route = routes.of(model);
        if (route.isPresent()) {
            return route.get();
        }
        for (Listed listed : providers) {
            if (listed.provider().patterns().matches(model)) {
                return only(listed.provider(), model);
            }
        }
        for (Listed listed : providers) {
            if (listed.provider().patterns().isEmpty()) {
                return only(checked(listed, model), model);
            }
        }
        throw unknown(
                "No provider here answers it; "
                        + providers.stream()
                                .map(listed -> listed.provider().name())
                                .collect(Collectors.joining(", "))
                        + " do not.");
    }

    @Override
    public void close() {
        providers.forEach(listed -> listed.provider().close());
    }

    private static Route only(Provider provider, String model) {
        return new Route(List.of(new Target(provider, model, false)), RoutePolicy.DEFAULTS);
    }

    private static Provider checked(Listed listed, String model) {
        if (listed.provider().checksModels() && listed.catalogue().lacks(model)) {
            throw unknown("The provider '" + listed.provider().name() + "' does not list it.");
        }
        return listed.provider();
    }

    /** The name of the model is the client's own text and is not repeated. */
    private static GatewayException unknown(String why) {
        return GatewayException.about(
                "model",
                ErrorCode.MODEL_NOT_FOUND,
                "The requested model does not exist. "
                        + why
                        + " GET /v1/models lists what there is.");
    }
}
