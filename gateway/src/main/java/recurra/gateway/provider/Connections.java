package recurra.gateway.provider;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.internal.http2.ErrorCode;
import okhttp3.internal.http2.StreamResetException;
import okio.AsyncTimeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import recurra.gateway.metrics.GatewayMetric;
import recurra.gateway.outbound.HttpClients;

/**
 * The connections to one provider: kept for the next call, HTTP/2 where the provider offers it in
 * the TLS handshake, and one of them tried when nobody has called for a while, so that it is known
 * to be alive and not closed for being idle. Safe for threads; a call is made on its caller's own,
 * and ends when that is interrupted.
 */
final class Connections implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(5);

    /** After so many a call is broken: the connections that refused it are used no more. */
    private static final int MOST_REFUSALS = 8;

    private final ProviderSettings settings;
    private final MeterRegistry meters;
    private final OkHttpClient http;
    private final Set<Call> calls = ConcurrentHashMap.newKeySet();
    private final Thread prober;
    private volatile boolean closed;
    private volatile long usedNanos = System.nanoTime();

    Connections(ProviderSettings settings, MeterRegistry meters) {
        this.settings = settings;
        this.meters = meters;
        this.http = client(settings);
        this.prober = Thread.ofVirtual().name("probe-" + settings.name()).unstarted(this::probe);
        if (settings.probeInterval().isPositive()) {
            prober.start();
        }
    }

    private static OkHttpClient client(ProviderSettings settings) {
        return HttpClients.client(
                        settings.baseUrl(), settings.concurrency(), settings.connectTimeout())
                // One connection of HTTP/2 carries many calls: a dead one would end them all.
                .pingInterval(settings.probeInterval())
                // Whether a call is made again is decided where the request is known.
                .retryOnConnectionFailure(false)
                .build();
    }

    /**
     * Sends a request.
     *
     * @param timeout until the response begins
     * @return what has begun; the caller closes it
     * @throws TimeoutException when it does not in time
     * @throws ConnectTimeoutException when there is no connection in time
     * @throws NotConnectedException when there is none at all
     * @throws IOException when the connection breaks
     */
    UpstreamResponse send(Request request, Duration timeout) throws IOException, TimeoutException {
        usedNanos = System.nanoTime();
        long endNanos = usedNanos + timeout.toNanos();
        int refusals = 0;
        while (true) {
            Call call = http.newCall(request);
            try {
                Response response = begin(call, endNanos - System.nanoTime());
                return new UpstreamResponse(
                        response.code(),
                        response.headers(),
                        new UpstreamBody(call, response.body(), settings.idleTimeout()));
            } catch (StreamResetException e) {
                // A new connection of HTTP/2 is given calls before it has said how many it takes.
                // What it refuses it has not looked at.
                if (e.errorCode != ErrorCode.REFUSED_STREAM || ++refusals == MOST_REFUSALS) {
                    throw e;
                }
            }
        }
    }

    private Response begin(Call call, long timeoutNanos) throws IOException, TimeoutException {
        Progress progress = new Progress();
        call.addEventListener(progress);
        AsyncTimeout deadline =
                new AsyncTimeout() {
                    @Override
                    protected void timedOut() {
                        call.cancel();
                    }
                };
        deadline.timeout(Math.max(1, timeoutNanos), TimeUnit.NANOSECONDS);
        deadline.enter();
        Response response = null;
        IOException failure = null;
        try {
            response = call.execute();
        } catch (IOException e) {
            failure = e;
        }
        if (deadline.exit()) {
            if (response != null) {
                response.close();
            }
            TimeoutException late = new TimeoutException("no response in time");
            late.initCause(failure);
            throw late;
        }
        if (response == null) {
            throw progress.failure(Objects.requireNonNull(failure));
        }
        return response;
    }

    /** How far a call has come. For the call's thread, but for its being cancelled. */
    private final class Progress extends EventListener {
        private boolean connects;
        private boolean isConnected;

        @Override
        public void callStart(Call call) {
            calls.add(call);
            if (closed) {
                call.cancel();
            }
        }

        @Override
        public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
            connects = true;
        }

        @Override
        public void connectionAcquired(Call call, Connection connection) {
            isConnected = true;
        }

        @Override
        public void responseHeadersEnd(Call call, Response response) {
            meters.counter(
                            GatewayMetric.UPSTREAM_CONNECTIONS.key(),
                            "provider",
                            settings.name(),
                            "protocol",
                            response.protocol().name().toLowerCase(Locale.ROOT),
                            "reused",
                            Boolean.toString(!connects))
                    .increment();
        }

        @Override
        public void callEnd(Call call) {
            calls.remove(call);
        }

        @Override
        public void callFailed(Call call, IOException cause) {
            calls.remove(call);
        }

        /** Tells what failed before there was a connection from what failed on it. */
        IOException failure(IOException cause) {
            if (isConnected) {
                return cause;
            }
            return cause instanceof SocketTimeoutException
                    ? new ConnectTimeoutException(cause)
                    : new NotConnectedException(cause);
        }
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
        Request request = new Request.Builder().url(settings.baseUrl() + "/models").head().build();
        String outcome = "answered";
        try {
            begin(http.newCall(request), PROBE_TIMEOUT.toNanos()).close();
        } catch (IOException | TimeoutException e) {
            if (closed) {
                return;
            }
            outcome = "failed";
            LOG.atDebug()
                    .setCause(e)
                    .addKeyValue("provider", settings.name())
                    .log("An idle provider does not answer");
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
        return closed;
    }

    /** Ends all calls. */
    @Override
    public void close() {
        closed = true;
        prober.interrupt();
        calls.forEach(Call::cancel);
        http.connectionPool().evictAll();
    }
}
