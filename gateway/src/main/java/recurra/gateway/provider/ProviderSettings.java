package recurra.gateway.provider;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import recurra.config.Secret;

/**
 * How a provider is reached.
 *
 * @param baseUrl without slash at the end
 * @param apiKey empty to send the client's own
 * @param models names and patterns with {@code *}; empty for all that nobody else names
 * @param concurrency the most calls at the same time
 * @param probeInterval after which an idle connection is tried; zero for never
 */
public record ProviderSettings(
        String name,
        URI baseUrl,
        Secret apiKey,
        List<String> models,
        Duration connectTimeout,
        Duration firstByteTimeout,
        Duration idleTimeout,
        boolean streamUsage,
        boolean checkModels,
        int concurrency,
        Duration probeInterval) {
    public ProviderSettings {
        models = List.copyOf(models);
    }
}
