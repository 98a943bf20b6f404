package recurra.embedder.model.http;

import java.net.URI;
import java.time.Duration;
import recurra.config.Secret;

/**
 * How a model behind an endpoint is called.
 *
 * @param embeddings the address of the endpoint
 * @param apiKey sent as bearer token unless it is empty
 * @param model the model's name there
 * @param version changes whenever the endpoint changes its vectors under the same name
 * @param prefix put before every text
 * @param calls how many calls may run at the same time; more are refused
 * @param deadline how long a call may take
 */
public record HttpSettings(
        URI embeddings,
        Secret apiKey,
        String model,
        String version,
        String prefix,
        int calls,
        Duration deadline) {}
