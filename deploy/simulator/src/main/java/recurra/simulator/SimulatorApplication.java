package recurra.simulator;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Runs a {@link Simulator} until the process is ended. */
public final class SimulatorApplication {

    private static final int DEFAULT_PORT = 8_090;

    private static final String USAGE =
            """
            Options, and the environment variables that stand for them:
              --address ADDRESS            RECURRA_SIMULATOR_ADDRESS              default 127.0.0.1
              --port PORT                  RECURRA_SIMULATOR_PORT                 default 8090, 0 for any
              --cassettes FOLDER           RECURRA_SIMULATOR_CASSETTES            recorded traffic to play
              --cassettes-only true        RECURRA_SIMULATOR_CASSETTES_ONLY       refuse everything else
              --first-token-millis MILLIS  RECURRA_SIMULATOR_FIRST_TOKEN_MILLIS   default 0
              --inter-token-millis MILLIS  RECURRA_SIMULATOR_INTER_TOKEN_MILLIS   default 0
              --models NAME,NAME|any       RECURRA_SIMULATOR_MODELS               default: see GET /v1/models
              (no option)                  RECURRA_SIMULATOR_API_KEY              the only key accepted\
            """;

    private static final Set<String> NAMES =
            Set.of(
                    "address",
                    "port",
                    "cassettes",
                    "cassettes-only",
                    "first-token-millis",
                    "inter-token-millis",
                    "models");

    private SimulatorApplication() {}

    public static void main(String[] arguments) throws InterruptedException {
        SimulatorOptions options;
        try {
            options = options(arguments, System.getenv());
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + USAGE);
            System.exit(2);
            return;
        }
        try (Simulator simulator = Simulator.start(options)) {
            System.out.println("Simulator ready at " + simulator.baseUrl());
            Thread.currentThread().join();
        }
    }

    /**
     * Options from the command line, and from the environment where the command line is silent.
     *
     * @throws IllegalArgumentException when an option is unknown or its value is not valid
     */
    public static SimulatorOptions options(String[] arguments, Map<String, String> environment) {
        Settings settings = new Settings(parse(arguments), environment);
        SimulatorOptions options =
                SimulatorOptions.defaults()
                        .withPort(settings.number("port", DEFAULT_PORT))
                        .withFirstTokenDelay(settings.millis("first-token-millis"))
                        .withInterTokenDelay(settings.millis("inter-token-millis"));
        String address = settings.get("address");
        if (address != null) {
            options = options.withAddress(InetAddress.ofLiteral(address));
        }
        String cassettes = settings.get("cassettes");
        if (cassettes != null) {
            Path folder = Path.of(cassettes);
            options =
                    Boolean.parseBoolean(settings.get("cassettes-only"))
                            ? options.withCassettesOnly(folder)
                            : options.withCassettes(folder);
        }
        String models = settings.get("models");
        if (models != null) {
            options =
                    models.equals("any")
                            ? options.withAnyModel()
                            : options.withModels(Set.of(models.split(",", -1)));
        }
        String apiKey = environment.get("RECURRA_SIMULATOR_API_KEY");
        return apiKey == null ? options : options.withApiKey(apiKey);
    }

    private static Map<String, String> parse(String[] arguments) {
        Map<String, String> values = new TreeMap<>();
        for (int i = 0; i < arguments.length; i++) {
            String[] parts = arguments[i].split("=", 2);
            String name = parts[0].startsWith("--") ? parts[0].substring(2) : "";
            if (!NAMES.contains(name)) {
                throw new IllegalArgumentException("Unknown option " + arguments[i]);
            }
            if (parts.length == 1 && i + 1 == arguments.length) {
                throw new IllegalArgumentException("Option %s needs a value".formatted(parts[0]));
            }
            values.put(name, parts.length == 2 ? parts[1] : arguments[++i]);
        }
        return values;
    }

    private record Settings(Map<String, String> arguments, Map<String, String> environment) {

        @Nullable String get(String name) {
            String variable =
                    "RECURRA_SIMULATOR_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
            return arguments.getOrDefault(name, environment.get(variable));
        }

        int number(String name, int otherwise) {
            String value = get(name);
            try {
                return value == null ? otherwise : Integer.parseInt(value);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "--%s takes a whole number, not '%s'".formatted(name, value), e);
            }
        }

        Duration millis(String name) {
            return Duration.ofMillis(number(name, 0));
        }
    }
}
