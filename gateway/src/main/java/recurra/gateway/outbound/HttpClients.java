package recurra.gateway.outbound;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.internal.concurrent.TaskRunner;
import okhttp3.internal.connection.ConnectionListener;
import org.jspecify.annotations.Nullable;

/** Where the gateway's HTTP clients begin. */
public final class HttpClients {
    /** How long a connection is kept that nobody uses: less than most servers keep it. */
    private static final Duration KEPT = Duration.ofSeconds(30);

    private HttpClients() {}

    /**
     * A client of one server that follows no redirect, and whose reads and writes take as long as
     * whoever makes them says. HTTP/2 where the server offers it in the TLS handshake; trust and a
     * certificate of its own are the JVM's.
     *
     * @param mostIdle connections that are kept for the next calls
     */
    public static OkHttpClient.Builder client(URI server, int mostIdle, Duration connectTimeout) {
        return client(server, mostIdle, KEPT, connectTimeout);
    }

    static OkHttpClient.Builder client(
            URI server, int mostIdle, Duration kept, Duration connectTimeout) {
        WatchdogPace.keep();
        OkHttpClient.Builder client =
                new OkHttpClient.Builder()
                        .connectionPool(
                                new ConnectionPool(
                                        mostIdle,
                                        kept.toNanos(),
                                        TimeUnit.NANOSECONDS,
                                        new TaskRunner(
                                                new QuietTasks(), TaskRunner.Companion.getLogger()),
                                        ConnectionListener.Companion.getNONE()))
                        .connectTimeout(connectTimeout)
                        .readTimeout(Duration.ZERO)
                        .writeTimeout(Duration.ZERO)
                        .followRedirects(false);
        if (server.getScheme().equals("https")) {
            trustAsTheJvmDoes(client);
        } else {
            client.protocols(List.of(Protocol.HTTP_1_1));
        }
        return client;
    }

    /** By itself the client would know nothing of a key store that the JVM was given. */
    private static void trustAsTheJvmDoes(OkHttpClient.Builder client) {
        try {
            TrustManagerFactory trusted =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusted.init((@Nullable KeyStore) null);
            X509TrustManager manager =
                    Arrays.stream(trusted.getTrustManagers())
                            .filter(X509TrustManager.class::isInstance)
                            .map(X509TrustManager.class::cast)
                            .findFirst()
                            .orElseThrow();
            client.sslSocketFactory(SSLContext.getDefault().getSocketFactory(), manager);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM has no TLS", e);
        }
    }
}
