package recurra.benchmark.part;

import java.util.Map;
import java.util.Optional;
import recurra.config.PropertyNames;
import recurra.gateway.config.GatewayProperties;

/** How the gateway's near cache is switched off, where this gateway has one. */
final class NearCache {
    private static final String PREFIX = "recurra.near-cache.";

    private NearCache() {}

    /** The properties of a gateway without its near cache; empty where it never has one. */
    static Optional<Map<String, String>> off() {
        return PropertyNames.of("recurra", GatewayProperties.class).all().stream()
                .filter(property -> property.startsWith(PREFIX))
                .filter(property -> property.endsWith(".enabled") || property.endsWith("size"))
                .sorted()
                .findFirst()
                .map(property -> Map.of(property, property.endsWith(".enabled") ? "false" : "0B"));
    }
}
