package recurra.standalone;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a standalone run is told by environment variables. What is absent is embedded, or has the
 * value that {@code ./recurra help} prints.
 */
final class StandaloneOptions {
    private final Map<String, String> environment;

    StandaloneOptions(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** The folder that keeps everything, {@code .recurra} unless set. */
    Path data() {
        return Path.of(text("RECURRA_DATA", ".recurra")).toAbsolutePath().normalize();
    }

    int gatewayPort() {
        return port("RECURRA_GATEWAY_PORT", 8080);
    }

    int adminPort() {
        return port("RECURRA_ADMIN_PORT", 8081);
    }

    int embedderPort() {
        return port("RECURRA_EMBEDDER_PORT", 8082);
    }

    /** Where the embedder is: the given one where there is one, else that of this run. */
    String embedderUrl() {
        return text("RECURRA_EMBEDDER_URL", "http://127.0.0.1:" + embedderPort());
    }

    int indexerPort() {
        return port("RECURRA_INDEXER_PORT", 8083);
    }

    int simulatorPort() {
        return port("RECURRA_SIMULATOR_PORT", 8090);
    }

    /**
     * A PostgreSQL installation for the embedded server; the one of the Maven artifacts where
     * absent.
     */
    @Nullable Path postgresHome() {
        String home = get("RECURRA_POSTGRES_HOME");
        return home == null ? null : Path.of(home);
    }

    /** The variable's value; absent where it is not set or empty. */
    @Nullable String get(String name) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    boolean has(String name) {
        return get(name) != null;
    }

    Map<String, String> environment() {
        return environment;
    }

    /** All variables but those of Recurra that are empty, which stand for not set. */
    Map<String, String> given() {
        return environment.entrySet().stream()
                .filter(variable ->
                        !variable.getKey().startsWith("RECURRA_") || has(variable.getKey()))
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey, variable -> variable.getValue().strip()));
    }

    private String text(String name, String otherwise) {
        String value = get(name);
        return value == null ? otherwise : value;
    }

    private int port(String name, int otherwise) {
        String value = get(name);
        if (value == null) {
            return otherwise;
        }
        try {
            int port = Integer.parseInt(value);
            if (port > 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException notANumber) {
            // The message below says what is wanted, for this and for a number out of range.
        }
        throw new IllegalArgumentException(
                name + " is a port, 1 to 65535, and not \"" + value + "\"");
    }
}
