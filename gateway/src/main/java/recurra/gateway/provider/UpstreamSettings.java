package recurra.gateway.provider;

import java.time.Duration;

/**
 * How providers are asked.
 *
 * @param retries how often a provider is asked again whose connection failed
 * @param deadline until an answer has begun, however many were asked
 * @param pause how long a model at a provider is left alone when too many of its calls failed
 */
public record UpstreamSettings(int retries, Duration deadline, Duration pause) {}
