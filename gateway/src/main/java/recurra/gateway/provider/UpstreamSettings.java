package recurra.gateway.provider;

import java.time.Duration;

/**
 * How providers are asked.
 *
 * @param retries how often a provider is asked again whose connection failed
 * @param deadline until an answer has begun, however many were asked
 * @param pause how long a model at a provider is left alone when too many of its calls failed
 * @param adaptiveTimeouts whether a stream is waited for as long as it usually takes, instead of as
 *     long as the provider's settings allow
 * @param firstTokenFloor the least that is waited for a stream's first token
 * @param silenceFloor the least that is waited for a stream's next piece
 */
public record UpstreamSettings(
        int retries,
        Duration deadline,
        Duration pause,
        boolean adaptiveTimeouts,
        Duration firstTokenFloor,
        Duration silenceFloor) {}
