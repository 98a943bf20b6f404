package recurra.simulator;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Simulator} is set up; immutable.
 *
 * @param address the address to listen on, 127.0.0.1 unless set
 * @param port the port, 0 for any free one
 * @param firstTokenDelay how long every answer waits before its first byte
 * @param interTokenDelay how long a stream waits between two events
 * @param models the models that exist; empty accepts every name
 * @param apiKeyOrNull the only accepted key; null accepts requests with any key or none
 * @param cassettesOrNull a folder with recorded traffic, see {@link Cassettes}
 * @param cassettesOnly whether a request that no cassette holds is refused with status 404
 */
public record SimulatorOptions(
        InetAddress address,
        int port,
        Duration firstTokenDelay,
        Duration interTokenDelay,
        Set<String> models,
        @Nullable String apiKeyOrNull,
        @Nullable Path cassettesOrNull,
        boolean cassettesOnly) {

    public SimulatorOptions {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 0 to 65535, not " + port);
        }
        requireDelay("firstTokenDelay", firstTokenDelay);
        requireDelay("interTokenDelay", interTokenDelay);
        models = Set.copyOf(models);
        if (cassettesOnly && cassettesOrNull == null) {
            throw new IllegalArgumentException("cassettesOnly needs a folder of cassettes");
        }
    }

    /** Any free port, no delays, the models of {@link Models}, no key, no cassettes. */
    public static SimulatorOptions defaults() {
        return new SimulatorOptions(
                InetAddress.ofLiteral("127.0.0.1"),
                0,
                Duration.ZERO,
                Duration.ZERO,
                Models.DEFAULT_NAMES,
                null,
                null,
                false);
    }

    public Optional<String> apiKey() {
        return Optional.ofNullable(apiKeyOrNull);
    }

    public Optional<Path> cassettes() {
        return Optional.ofNullable(cassettesOrNull);
    }

    public SimulatorOptions withAddress(InetAddress address) {
        return new SimulatorOptions(
                address,
                port,
                firstTokenDelay,
                interTokenDelay,
                models,
                apiKeyOrNull,
                cassettesOrNull,
                cassettesOnly);
    }

    public SimulatorOptions withPort(int port) {
        return new SimulatorOptions(
                address,
                port,
                firstTokenDelay,
                interTokenDelay,
                models,
                apiKeyOrNull,
                cassettesOrNull,
                cassettesOnly);
    }

    public SimulatorOptions withFirstTokenDelay(Duration delay) {
        return new SimulatorOptions(
                address,
                port,
                delay,
                interTokenDelay,
                models,
                apiKeyOrNull,
                cassettesOrNull,
                cassettesOnly);
    }

    public SimulatorOptions withInterTokenDelay(Duration delay) {
        return new SimulatorOptions(
                address,
                port,
                firstTokenDelay,
                delay,
                models,
                apiKeyOrNull,
                cassettesOrNull,
                cassettesOnly);
    }

    public SimulatorOptions withModels(Set<String> models) {
        return new SimulatorOptions(
                address,
                port,
                firstTokenDelay,
                interTokenDelay,
                models,
                apiKeyOrNull,
                cassettesOrNull,
                cassettesOnly);
    }

    public SimulatorOptions withAnyModel() {
        return withModels(Set.of());
    }

    public SimulatorOptions withApiKey(String apiKey) {
        return new SimulatorOptions(
                address,
                port,
                firstTokenDelay,
                interTokenDelay,
                models,
                apiKey,
                cassettesOrNull,
                cassettesOnly);
    }

    public SimulatorOptions withCassettes(Path folder) {
        return new SimulatorOptions(
                address,
                port,
                firstTokenDelay,
                interTokenDelay,
                models,
                apiKeyOrNull,
                folder,
                false);
    }

    public SimulatorOptions withCassettesOnly(Path folder) {
        return new SimulatorOptions(
                address,
                port,
                firstTokenDelay,
                interTokenDelay,
                models,
                apiKeyOrNull,
                folder,
                true);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "SimulatorOptions[address=%s, port=%d, firstTokenDelay=%s, interTokenDelay=%s, models=%s, apiKey=%s, cassettes=%s, cassettesOnly=%s]"
                .formatted(
                        address.getHostAddress(),
                        port,
                        firstTokenDelay,
                        interTokenDelay,
                        models,
                        apiKeyOrNull == null ? "none" : "set",
                        cassettesOrNull,
                        cassettesOnly);
    }

    private static void requireDelay(String name, Duration delay) {
        if (delay.isNegative() || delay.compareTo(Behavior.MAX_WAIT) > 0) {
            throw new IllegalArgumentException(
                    "%s must be between 0 and %s, not %s"
                            .formatted(name, Behavior.MAX_WAIT, delay));
        }
    }
}
