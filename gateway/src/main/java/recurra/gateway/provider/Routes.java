package recurra.gateway.provider;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import recurra.config.InvalidConfigurationException;
import recurra.gateway.cachecontrol.RoutePolicy;

/** The configured routes. Immutable. */
final class Routes {
    private final List<Entry> entries;

    /** A route whose providers are known to exist. */
    private record Entry(ModelPatterns patterns, List<Step> chain, RoutePolicy policy) {
        Route to(String model) {
            return new Route(chain.stream().map(step -> step.to(model)).toList(), policy);
        }
    }

    private record Step(Provider provider, Optional<String> model) {
        Target to(String asked) {
            String name = model.orElse(asked);
            return new Target(provider, name, !name.equals(asked));
        }
    }

    /**
     * @throws InvalidConfigurationException when a route leads nowhere, or two lead from one name
     */
    Routes(List<RouteSettings> settings, List<Provider> providers) {
        Map<String, Provider> byName =
                providers.stream().collect(Collectors.toMap(Provider::name, Function.identity()));
        requireOneRouteForEachName(settings);
        entries = settings.stream().map(route -> entry(route, byName)).toList();
    }

    /** The route of the model: the one that names it, else the first with a pattern for it. */
    Optional<Route> of(String model) {
        return first(entry -> entry.patterns().names().contains(model))
                .or(() -> first(entry -> entry.patterns().matches(model)))
                .map(entry -> entry.to(model));
    }

    /** The models that routes name. */
    List<String> names() {
        return entries.stream().flatMap(entry -> entry.patterns().names().stream()).toList();
    }

    private Optional<Entry> first(Predicate<Entry> condition) {
        return entries.stream().filter(condition).findFirst();
    }

    private static Entry entry(RouteSettings route, Map<String, Provider> providers) {
        if (route.chain().isEmpty()) {
            throw new InvalidConfigurationException(
                    "The route '" + route.name() + "' has no provider.",
                    "Give recurra.routes." + route.name() + ".chain at least one.");
        }
        return new Entry(
                new ModelPatterns(route.models()),
                route.chain().stream().map(step -> step(route.name(), step, providers)).toList(),
                route.policy());
    }

    private static Step step(
            String route, RouteSettings.Step step, Map<String, Provider> providers) {
        Provider provider = providers.get(step.provider());
        if (provider == null) {
            throw new InvalidConfigurationException(
                    "The route '%s' leads to the provider '%s', which does not exist."
                            .formatted(route, step.provider()),
                    "Set recurra.providers.%s.base-url, or name one of these in recurra.routes.%s.chain: %s."
                            .formatted(
                                    step.provider(),
                                    route,
                                    providers.keySet().stream()
                                            .sorted()
                                            .collect(Collectors.joining(", "))));
        }
        return new Step(provider, step.model());
    }

    private static void requireOneRouteForEachName(List<RouteSettings> settings) {
        Set<String> seen = new HashSet<>();
        for (RouteSettings route : settings) {
            for (String model : route.models()) {
                if (!seen.add(model)) {
                    throw new InvalidConfigurationException(
                            "Two routes are for the model '" + model + "'.",
                            "Leave it in one of recurra.routes.*.models.");
                }
            }
        }
    }
}
