package recurra.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import recurra.admin.config.AdminProperties;
import recurra.config.InvalidConfigurationException;
import recurra.config.PropertyNames;
import recurra.embedder.config.EmbedderProperties;
import recurra.gateway.config.GatewayProperties;
import recurra.indexer.config.IndexerProperties;

/**
 * The environment variables that mean something to a standalone run. Spring looks for those that it
 * knows and passes over the others, so a typo would go unnoticed.
 */
final class KnownVariables {
    private static final String OURS = "RECURRA_";
    private static final String PREFIX = "recurra";

    /** What the services' own files bind to a property, in each of them on one line. */
    private static final List<String> FILES =
            List.of("gateway.yml", "embedder.yml", "indexer.yml", "admin-api.yml");

    private static final Pattern BOUND = Pattern.compile("\\$\\{(RECURRA_[A-Z_]+)[:}]");

    private static final List<Class<?>> PROPERTIES =
            List.of(
                    GatewayProperties.class,
                    EmbedderProperties.class,
                    IndexerProperties.class,
                    AdminProperties.class);

    /** What the launcher, the scripts, the simulator and this run read by themselves. */
    private static final Set<String> OTHERS =
            Set.of(
                    "RECURRA_HEAP",
                    "RECURRA_POSTGRES_HOME",
                    "RECURRA_SHARED_DATA",
                    "RECURRA_VALIDATE_CACHE",
                    "RECURRA_SIMULATOR_ADDRESS",
                    "RECURRA_SIMULATOR_API_KEY",
                    "RECURRA_SIMULATOR_CASSETTES",
                    "RECURRA_SIMULATOR_CASSETTES_ONLY",
                    "RECURRA_SIMULATOR_FIRST_TOKEN_MILLIS",
                    "RECURRA_SIMULATOR_INTER_TOKEN_MILLIS",
                    "RECURRA_SIMULATOR_MODELS",
                    "RECURRA_SIMULATOR_PORT",
                    // Of docker-compose.yml, whose file of variables may have been read in.
                    "RECURRA_GRAFANA_PORT",
                    "RECURRA_JAEGER_PORT",
                    "RECURRA_PROMETHEUS_PORT",
                    "RECURRA_TRACE_SHARE");

    private final Set<String> names = new TreeSet<>(OTHERS);
    private final List<Pattern> patterns = new ArrayList<>();

    KnownVariables() {
        FILES.forEach(file -> names.addAll(bound(file)));
        for (Class<?> properties : PROPERTIES) {
            for (String property : PropertyNames.of(PREFIX, properties).all()) {
                String variable = property.toUpperCase(Locale.ROOT).replace('.', '_');
                if (variable.endsWith("_*")) {
                    // A list, as a whole or by places.
                    variable = variable.substring(0, variable.length() - 2) + "(_\\d+_?)?";
                }
                patterns.add(Pattern.compile(variable.replace("_*", "_.+").replace("-", "_?")));
                if (!property.contains("*")) {
                    names.add(property.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"));
                }
            }
        }
    }

    /**
     * Refuses a variable of ours that means nothing.
     *
     * @throws InvalidConfigurationException that names it and the nearest one that there is
     */
    void check(Map<String, String> environment) {
        for (String variable : new TreeSet<>(environment.keySet())) {
            if (variable.startsWith(OURS) && !isKnown(variable)) {
                throw new InvalidConfigurationException(
                        "There is no environment variable " + variable + ".",
                        "Did you mean " + nearest(variable).orElse(OURS) + "? Otherwise unset it.");
            }
        }
    }

    private boolean isKnown(String variable) {
        return names.contains(variable)
                || patterns.stream().anyMatch(pattern -> pattern.matcher(variable).matches());
    }

    private Optional<String> nearest(String variable) {
        return names.stream()
                .min(Comparator.comparingInt(name -> PropertyNames.editDistance(name, variable)));
    }

    private static List<String> bound(String file) {
        try (InputStream stream = KnownVariables.class.getResourceAsStream("/" + file)) {
            if (stream == null) {
                throw new IllegalStateException(file + " is not on the class path");
            }
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            try (Stream<MatchResult> found = BOUND.matcher(text).results()) {
                return found.map(match -> match.group(1)).toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
