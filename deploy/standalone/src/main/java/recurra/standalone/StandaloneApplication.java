package recurra.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import recurra.admin.AdminApplication;
import recurra.config.InvalidConfigurationException;
import recurra.embedded.Ports;
import recurra.embedder.EmbedderApplication;
import recurra.gateway.GatewayApplication;
import recurra.indexer.IndexerApplication;
import recurra.simulator.Simulator;
import recurra.simulator.SimulatorApplication;

/**
 * Runs everything in one JVM until the process is asked to end. Writes the file {@code ready} to
 * the data folder once the services answer, and removes it when they stop.
 */
public final class StandaloneApplication implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StandaloneApplication.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final StandaloneOptions options;
    private final Progress progress;

    private StandaloneApplication(StandaloneOptions options, Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    public static void main(String[] args) throws InterruptedException {
        Progress progress = new Progress(System.out);
        // Tomcat and Lucene log to java.util.logging, which would write between the lines of
        // progress.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        StandaloneApplication application;
        try {
            application = start(System.getenv(), progress);
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("The start failed");
            progress.line("Recurra did not start: " + e.getMessage());
            System.exit(1);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(application::close, "stop"));
        Thread.currentThread().join();
    }

    /**
     * Starts everything that the environment asks for.
     *
     * @param environment variables as {@code ./recurra help} lists them
     * @throws IllegalStateException when a part does not start; those that did are stopped
     */
    static StandaloneApplication start(Map<String, String> environment, Progress progress) {
        StandaloneApplication application =
                new StandaloneApplication(new StandaloneOptions(environment), progress);
        try {
            new KnownVariables().check(environment);
            application.requireFreePorts();
            application.startParts();
            return application;
        } catch (RuntimeException | IOException e) {
            application.close();
            throw new IllegalStateException(explain(e), e);
        }
    }

    /** What was wrong at the bottom of it, and what to change where that is known. */
    private static String explain(Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null && !(cause instanceof InvalidConfigurationException)) {
            cause = cause.getCause();
        }
        return cause instanceof InvalidConfigurationException invalid
                ? invalid.getMessage() + " " + invalid.action()
                : String.valueOf(cause.getMessage());
    }

    @Override
    public void close() {
        if (!parts.isEmpty()) {
            progress.line("Stopping");
        }
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                log.atError().setCause(e).log("A part did not stop cleanly");
            }
        }
    }

    /** Says so before anything is started, which takes a while. */
    private void requireFreePorts() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("gateway", options.gatewayPort());
        ports.put("admin", options.adminPort());
        ports.put("indexer", options.indexerPort());
        if (!options.has("RECURRA_EMBEDDER_URL")) {
            ports.put("embedder", options.embedderPort());
        }
        if (!options.has("RECURRA_PROVIDER_BASE_URL")) {
            ports.put("simulator", options.simulatorPort());
        }
        ports.forEach((service, port) -> {
            if (Collections.frequency(ports.values(), port) > 1 || !Ports.isFree(port)) {
                throw new InvalidConfigurationException(
                        "Port " + port + " is not free for the " + service + ".",
                        "Choose another with --%s-port or RECURRA_%s_PORT, or stop what listens there."
                                .formatted(service, service.toUpperCase(Locale.ROOT)));
            }
        });
    }

    private void startParts() throws IOException {
        Path data = options.data();
        Files.createDirectories(data);
        Infrastructure infrastructure = Infrastructure.start(options, progress);
        parts.push(infrastructure);

        Map<String, Object> settings = new HashMap<>(infrastructure.settings());
        settings.put("RECURRA_EMBEDDER_URL", options.embedderUrl());
        settings.put("RECURRA_INDEXER_URL", "http://127.0.0.1:" + options.indexerPort());
        settings.putAll(options.given());
        settings.put("RECURRA_DATA", data.toString());
        if (!options.has("RECURRA_PROVIDER_BASE_URL")) {
            Simulator simulator =
                    Simulator.start(
                            SimulatorApplication.options(new String[0], options.environment()));
            parts.push(simulator);
            settings.put("RECURRA_PROVIDER_BASE_URL", simulator.baseUrl().toString());
            progress.step(
                    "simulator at " + simulator.baseUrl() + ", because no provider is configured");
        }

        // The indexer comes first because it migrates the database; the gateway last because it is
        // then ready to serve.
        startService("indexer", options.indexerPort(), IndexerApplication.builder(), settings);
        if (options.has("RECURRA_EMBEDDER_URL")) {
            progress.step("embedder at " + options.embedderUrl() + ", as given");
        } else {
            startService(
                    "embedder", options.embedderPort(), EmbedderApplication.builder(), settings);
        }
        startService("admin API", options.adminPort(), AdminApplication.builder(), settings);
        startService("gateway", options.gatewayPort(), gateway(), settings);

        Path ready = data.resolve("ready");
        Files.writeString(ready, ProcessHandle.current().pid() + "\n");
        parts.push(() -> Files.deleteIfExists(ready));
        progress.line(welcome());
    }

    private void startService(
            String name, int port, SpringApplicationBuilder service, Map<String, Object> settings) {
        ConfigurableApplicationContext context =
                service.initializers(starting -> replaceEnvironment(starting, settings))
                        .registerShutdownHook(false)
                        .run();
        parts.push(context);
        progress.step(name + " at http://127.0.0.1:" + port);
    }

    /** The gateway, with half of the heap for its requests: the other parts need some of it too. */
    private static SpringApplicationBuilder gateway() {
        return GatewayApplication.builder()
                .properties("recurra.limits.memory=" + Runtime.getRuntime().maxMemory() / 2 + "B");
    }

    /** Shows a service the given environment in place of the process's own. */
    private static void replaceEnvironment(
            ConfigurableApplicationContext starting, Map<String, Object> variables) {
        String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
        starting.getEnvironment()
                .getPropertySources()
                .replace(name, new SystemEnvironmentPropertySource(name, variables));
    }

    private String welcome() {
        return """

        Recurra is ready.

          OpenAI endpoint   http://127.0.0.1:%1$d/v1
          admin API         http://127.0.0.1:%2$d
          data and log      %3$s

        Ask the same thing twice and look at the headers x-cache-match and x-recurra-saved-usd:

          curl -i http://127.0.0.1:%1$d/v1/chat/completions -H 'Content-Type: application/json' \\
            -d '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"What is the capital of France?"}]}'
        """
                .formatted(options.gatewayPort(), options.adminPort(), options.data());
    }
}
