package recurra.gateway.provider;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import okhttp3.Headers;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;
import recurra.gateway.error.ErrorCode;
import recurra.gateway.error.GatewayException;
import recurra.gateway.metrics.GatewayMetric;
import recurra.gateway.provider.health.HealthScore;

/**
 * An OpenAI-compatible provider and the connections to it. Safe for threads. A call is made once:
 * whether to make it again is decided where the request is known.
 */
public final class Provider implements AutoCloseable {
    private final ProviderSettings settings;
    private final ModelPatterns patterns;
    private final MeterRegistry meters;
    private final Connections connections;
    private final HealthScore health = new HealthScore();
    private final Semaphore places;

    public Provider(ProviderSettings settings, MeterRegistry meters) {
        this.settings = settings;
        this.patterns = new ModelPatterns(settings.models());
        this.meters = meters;
        this.connections = new Connections(settings, meters);
        this.places = new Semaphore(settings.concurrency());
        gauge(GatewayMetric.UPSTREAM_HEALTH, () -> health.value());
        gauge(
                GatewayMetric.UPSTREAM_FULLNESS,
                () -> 1 - (double) places.availablePermits() / settings.concurrency());
    }

    private void gauge(GatewayMetric metric, Supplier<Number> value) {
        Gauge.builder(metric.key(), value).tag("provider", name()).register(meters);
    }

    public String name() {
        return settings.name();
    }

    public boolean streamUsage() {
        return settings.streamUsage();
    }

    boolean checksModels() {
        return settings.checkModels();
    }

    /** Makes a connection in the background. */
    void warm() {
        connections.warm();
    }

    ModelPatterns patterns() {
        return patterns;
    }

    /** The models that the configuration names for it. */
    public List<String> namedModels() {
        return patterns.names();
    }

    /** How well it does. */
    public HealthScore health() {
        return health;
    }

    /** The longest that it may take until its answer begins. */
    Duration firstByteTimeout() {
        return settings.firstByteTimeout();
    }

    /**
     * Whether it may have one more call, which then takes a place until it {@linkplain #leave}s.
     */
    boolean tryEnter() {
        return places.tryAcquire();
    }

    /** The longest that a response may be silent. */
    Duration idleTimeout() {
        return settings.idleTimeout();
    }

    void leave() {
        places.release();
    }

    /** Whether all clients call it with one key. */
    public boolean hasOwnKey() {
        return !settings.apiKey().isEmpty();
    }

    /**
     * Sends a JSON body.
     *
     * @param path below the base URL, such as {@code /chat/completions}
     * @param authorization the client's own, for a provider without a key here; null for none
     * @param timeout until the response begins
     * @throws GatewayException when it does not
     */
    UpstreamResponse post(
            String path,
            byte[] body,
            Map<String, String> headers,
            @Nullable String authorization,
            Duration timeout) {
        return send(
                request(path, headers, authorization).post(new JsonBody(body)).build(), timeout);
    }

    /**
     * Asks for something.
     *
     * @param timeout until the response begins
     * @throws GatewayException when it does not
     */
    public UpstreamResponse get(
            String path,
            Map<String, String> headers,
            @Nullable String authorization,
            Duration timeout) {
        return send(request(path, headers, authorization).build(), timeout);
    }

    private Request.Builder request(
            String path, Map<String, String> headers, @Nullable String authorization) {
        Headers.Builder sent = new Headers.Builder();
        headers.forEach(sent::addUnsafeNonAscii);
        // Events can only be told apart, and bytes kept, as they are.
        sent.add("accept-encoding", "identity");
        if (hasOwnKey()) {
            sent.add("authorization", "Bearer " + settings.apiKey().reveal());
        } else if (authorization != null) {
            sent.addUnsafeNonAscii("authorization", authorization);
        }
        return new Request.Builder().url(settings.baseUrl() + path).headers(sent.build());
    }

    private UpstreamResponse send(Request request, Duration timeout) {
        try {
            UpstreamResponse response = connections.send(request, timeout);
            count(Integer.toString(response.status()));
            return response;
        } catch (TimeoutException e) {
            count("timeout");
            throw new GatewayException(
                    ErrorCode.UPSTREAM_TIMEOUT,
                    "The provider '"
                            + name()
                            + "' did not begin to answer within "
                            + timeout
                            + ". Send the request again.",
                    e);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private GatewayException failed(IOException e) {
        if (Thread.currentThread().isInterrupted()) {
            count("interrupted");
            return new GatewayException(
                    ErrorCode.UPSTREAM_BROKEN,
                    "The gateway is stopping. Send the request again.",
                    e);
        }
        return switch (e) {
            case ConnectTimeoutException _ -> {
                count("connect_timeout");
                yield new GatewayException(
                        ErrorCode.UPSTREAM_TIMEOUT,
                        "No connection to the provider '"
                                + name()
                                + "' within "
                                + settings.connectTimeout()
                                + ".",
                        e);
            }
            case NotConnectedException _ -> {
                count("unreachable");
                yield new GatewayException(
                        ErrorCode.UPSTREAM_UNREACHABLE,
                        "The provider '" + name() + "' cannot be reached.",
                        e);
            }
            default -> {
                count("broken");
                yield new GatewayException(
                        ErrorCode.UPSTREAM_BROKEN,
                        "The provider '"
                                + name()
                                + "' closed the connection without an answer. Send the request again.",
                        e);
            }
        };
    }

    private void count(String status) {
        meters.counter(GatewayMetric.UPSTREAM_REQUESTS.key(), "provider", name(), "status", status)
                .increment();
    }

    boolean isClosed() {
        return connections.isClosed();
    }

    /** Ends all calls. */
    @Override
    public void close() {
        connections.close();
    }
}
