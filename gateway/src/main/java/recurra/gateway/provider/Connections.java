package recurra.gateway.provider;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import recurra.gateway.metrics.GatewayMetric;

/**
 * The connections to one provider: kept for the next call, HTTP/2 where the provider offers it in
 * the TLS handshake, and one of them tried when nobody has called for a while, so that it is known
 * to be alive and not closed for being idle. Safe for threads.
 */
final class Connections implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(5);

    /** Labels of connections that are remembered; each is a few bytes. */
    private static final int MOST_LABELS = 20_000;

    /** What the JDK's client says for a connection that has as many calls as the server allows. */
    private static final String FULL = "too many concurrent streams";

    private final ProviderSettings settings;
    private final MeterRegistry meters;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http;
    private final Thread prober;
    private final Set<String> seen =
            Collections.newSetFromMap(
                    new LinkedHashMap<>() {
                        @Override
                        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                            return size() > MOST_LABELS;
                        }
                    });
    private volatile long usedNanos = System.nanoTime();

    Connections(ProviderSettings settings, MeterRegistry meters) {
        this.settings = settings;
        this.meters = meters;
        // Over plain HTTP the client would ask for an upgrade, which few servers understand.
        boolean tls = settings.baseUrl().getScheme().equals("https");
        this.http =
                HttpClient.newBuilder()
                        .version(tls ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
                        .connectTimeout(settings.connectTimeout())
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .executor(executor)
                        .build();
        this.prober = Thread.ofVirtual().name("probe-" + settings.name()).unstarted(this::probe);
        if (settings.probeInterval().isPositive()) {
            prober.start();
        }
    }

    /**
     * Sends a request.
     *
     * @param timeout until the response begins; not the request's own, which in newer JDKs would
     *     also end a long stream
     */
    HttpResponse<UpstreamBody> send(HttpRequest request, UpstreamBody body, Duration timeout)
            throws ExecutionException, InterruptedException, TimeoutException {
        usedNanos = System.nanoTime();
        try {
            return sendOnce(request, body, timeout);
        } catch (ExecutionException e) {
            if (!isFull(e) || request.version().isPresent()) {
                throw e;
            }
            // The client has one HTTP/2 connection; others, of HTTP/1.1, take what it cannot.
            HttpRequest aside =
                    HttpRequest.newBuilder(request, (_, _) -> true)
                            .version(HttpClient.Version.HTTP_1_1)
                            .build();
            return sendOnce(aside, body, timeout);
        }
    }

    private HttpResponse<UpstreamBody> sendOnce(
            HttpRequest request, UpstreamBody body, Duration timeout)
            throws ExecutionException, InterruptedException, TimeoutException {
        CompletableFuture<HttpResponse<UpstreamBody>> sent =
                http.sendAsync(request, _ -> body.subscriber());
        try {
            HttpResponse<UpstreamBody> response = sent.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            count(response);
            return response;
        } catch (InterruptedException | TimeoutException e) {
            sent.cancel(true);
            throw e;
        }
    }

    private static boolean isFull(ExecutionException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException && FULL.equals(cause.getMessage())) {
                return true;
            }
        }
        return false;
    }

    private void count(HttpResponse<?> response) {
        boolean reused =
                response.connectionLabel()
                        .map(label -> {
                            synchronized (seen) {
                                return !seen.add(label);
                            }
                        })
                        .orElse(false);
        meters.counter(
                        GatewayMetric.UPSTREAM_CONNECTIONS.key(),
                        "provider",
                        settings.name(),
                        "protocol",
                        response.version().name().toLowerCase(Locale.ROOT),
                        "reused",
                        Boolean.toString(reused))
                .increment();
    }

    /** Makes a connection in the background, so that the first call finds one. */
    void warm() {
        Thread.ofVirtual().name("warm-" + settings.name()).start(this::probeOnce);
    }

    private void probe() {
        try {
            while (true) {
                TimeUnit.NANOSECONDS.sleep(settings.probeInterval().toNanos());
                if (System.nanoTime() - usedNanos >= settings.probeInterval().toNanos()) {
                    probeOnce();
                }
            }
        } catch (InterruptedException e) {
            LOG.atDebug().log("The gateway stops");
        }
    }

    /** Any response shows a live connection, be it that a key is missing. */
    private void probeOnce() {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(settings.baseUrl() + "/models"))
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .timeout(PROBE_TIMEOUT)
                        .build();
        String outcome = "answered";
        try {
            count(http.send(request, HttpResponse.BodyHandlers.discarding()));
        } catch (IOException e) {
            outcome = "failed";
            LOG.atDebug()
                    .setCause(e)
                    .addKeyValue("provider", settings.name())
                    .log("An idle provider does not answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        meters.counter(
                        GatewayMetric.UPSTREAM_PROBES.key(),
                        "provider",
                        settings.name(),
                        "outcome",
                        outcome)
                .increment();
    }

    boolean isClosed() {
        return http.isTerminated();
    }

    /** Ends all calls. */
    @Override
    public void close() {
        prober.interrupt();
        http.shutdownNow();
        http.close();
        executor.shutdownNow();
    }
}
