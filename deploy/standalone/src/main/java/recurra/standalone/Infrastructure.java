package recurra.standalone;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import recurra.embedded.DatabaseLogin;
import recurra.embedded.EmbeddedKafka;
import recurra.embedded.EmbeddedPostgres;
import recurra.embedded.EmbeddedRedis;

/**
 * The servers that the services need and that are not given by the environment, started from Maven
 * artifacts on free ports of the loopback interface.
 */
final class Infrastructure implements AutoCloseable {
    private static final long REDIS_MEMORY_BYTES = 256L << 20;

    private final Map<String, String> settings = new ConcurrentHashMap<>();
    private final Deque<AutoCloseable> servers = new ArrayDeque<>();
    private final Progress progress;

    private Infrastructure(Progress progress) {
        this.progress = progress;
    }

    /**
     * Starts what is missing, all at once.
     *
     * @throws IllegalStateException when a server does not start; those that did are stopped
     */
    static Infrastructure start(StandaloneOptions options, Progress progress) {
        Infrastructure infrastructure = new Infrastructure(progress);
        List<Supplier<AutoCloseable>> starts = new ArrayList<>();
        Path data = options.data();
        if (!options.has("RECURRA_KAFKA_BOOTSTRAP")) {
            starts.add(() -> infrastructure.kafka(data.resolve("kafka")));
        }
        if (!options.has("RECURRA_REDIS_URL")) {
            starts.add(() -> infrastructure.redis(data.resolve("redis")));
        }
        if (!options.has("RECURRA_POSTGRES_URL")) {
            starts.add(() -> infrastructure.postgres(options));
        }
        infrastructure.startAll(starts);
        return infrastructure;
    }

    /**
     * Where the started servers are, by the names of the environment variables that they stand in
     * for.
     */
    Map<String, String> settings() {
        return Map.copyOf(settings);
    }

    @Override
    public void close() {
        while (!servers.isEmpty()) {
            try {
                servers.pop().close();
            } catch (Exception e) {
                progress.warn("A server did not stop cleanly: " + e.getMessage());
            }
        }
    }

    private void startAll(List<Supplier<AutoCloseable>> starts) {
        List<Future<AutoCloseable>> started = new ArrayList<>();
        // Platform threads: the servers' first start initialises many classes, which pins a virtual
        // thread, and on two cores two of them have waited for ever for a third that found no core.
        try (ExecutorService threads =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofPlatform().name("start-", 0).factory())) {
            starts.forEach(start -> started.add(threads.submit(start::get)));
        }
        List<Throwable> failures = new ArrayList<>();
        for (Future<AutoCloseable> server : started) {
            try {
                servers.push(server.get());
            } catch (ExecutionException e) {
                failures.add(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            close();
            IllegalStateException failure =
                    new IllegalStateException(failures.getFirst().getMessage());
            failures.forEach(failure::addSuppressed);
            throw failure;
        }
    }

    private EmbeddedKafka kafka(Path folder) {
        EmbeddedKafka kafka = EmbeddedKafka.start(new EmbeddedKafka.Config(folder, 0));
        settings.put("RECURRA_KAFKA_BOOTSTRAP", kafka.bootstrapServers());
        progress.step("Kafka at " + kafka.bootstrapServers());
        return kafka;
    }

    private EmbeddedRedis redis(Path folder) {
        EmbeddedRedis redis =
                EmbeddedRedis.start(new EmbeddedRedis.Config(folder, 0, REDIS_MEMORY_BYTES));
        settings.put("RECURRA_REDIS_URL", redis.url());
        progress.step("Redis at 127.0.0.1:" + redis.port());
        return redis;
    }

    private EmbeddedPostgres postgres(StandaloneOptions options) {
        EmbeddedPostgres postgres =
                EmbeddedPostgres.start(
                        new EmbeddedPostgres.Config(
                                options.data().resolve("postgres"),
                                0,
                                options.postgresHome(),
                                Map.of()));
        DatabaseLogin login = postgres.database("recurra");
        settings.put("RECURRA_POSTGRES_URL", login.url());
        settings.put("RECURRA_POSTGRES_USER", login.user());
        settings.put("RECURRA_POSTGRES_PASSWORD", login.password());
        progress.step(
                "Postgres at 127.0.0.1:"
                        + postgres.port()
                        + (postgres.hasPgvector()
                                ? ", template index: pgvector"
                                : "; it has no pgvector, so the template index is Lucene's, in "
                                        + options.data().resolve("template-index")));
        return postgres;
    }
}
