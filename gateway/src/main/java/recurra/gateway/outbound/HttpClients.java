package recurra.gateway.outbound;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.internal.concurrent.TaskRunner;
import okhttp3.internal.connection.ConnectionListener;

/** Where the gateway's HTTP clients begin. */
public final class HttpClients {
    /** How long a connection is kept that nobody uses: less than most servers keep it. */
    private static final Duration KEPT = Duration.ofSeconds(30);

    private HttpClients() {}

    /**
     * A client that follows no redirect, and whose reads and writes wait for as long as whoever
     * makes them says.
     *
     * @param mostIdle connections that are kept for the next calls
     */
    public static OkHttpClient.Builder client(int mostIdle, Duration connectTimeout) {
        WatchdogPace.keep();
        return new OkHttpClient.Builder()
                .connectionPool(
                        new ConnectionPool(
                                mostIdle,
                                KEPT.toNanos(),
                                TimeUnit.NANOSECONDS,
                                new TaskRunner(
                                        new QuietTasks(), TaskRunner.Companion.getLogger()),
                                ConnectionListener.Companion.getNONE()))
                .connectTimeout(connectTimeout)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .followRedirects(false);
    }
}
