package recurra.gateway;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import recurra.embedded.Ports;

/** A gateway in a process of its own, which can be killed. */
final class GatewayProcess implements AutoCloseable {
    /** On a machine that has much else to do. */
    private static final Duration START = Duration.ofMinutes(3);

    private final Process process;
    private final int port;

    private GatewayProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts it and waits until it reaches Redis.
     *
     * @param log for what it prints
     */
    static GatewayProcess start(GatewayServer.Options options, Path log) throws IOException {
        int port = Ports.free();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Djdk.virtualThreadScheduler.parallelism=8");
        command.add("-Djdk.pollerMode=1");
        command.add(GatewayApplication.class.getName());
        command.addAll(options.with("server.port", Integer.toString(port)).arguments());
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        GatewayProcess gateway = new GatewayProcess(builder.start(), port);
        boolean started = false;
        try {
            gateway.awaitRedis();
            started = true;
            return gateway;
        } finally {
            if (!started) {
                gateway.close();
            }
        }
    }

    private void awaitRedis() {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest ready = HttpRequest.newBuilder(uri("/readyz")).build();
            await().atMost(START)
                    .ignoreExceptionsMatching(IOException.class::isInstance)
                    .until(() ->
                            http.send(ready, HttpResponse.BodyHandlers.ofString())
                                    .body()
                                    .contains("\"redis\":\"up\""));
        }
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** Ends it at once, as a crash does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
