package recurra.benchmark.system;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import recurra.embedded.DatabaseLogin;
import recurra.embedded.EmbeddedKafka;
import recurra.embedded.EmbeddedPostgres;
import recurra.embedded.EmbeddedRedis;
import recurra.embedded.EmbeddedServer;

/**
 * Kafka, Redis and Postgres, beside the services that are measured. Prints where they are as
 * environment variables, then {@code ready}; ends when its standard input does, so that it outlives
 * nobody.
 */
public final class InfrastructureApplication {
    private static final long REDIS_MEMORY_BYTES = 1L << 30;

    private final Deque<EmbeddedServer> servers = new ArrayDeque<>();

    private InfrastructureApplication() {}

    /**
     * @param arguments the folder of the data and, where there is one, that of an installed
     *     PostgreSQL
     */
    public static void main(String[] arguments) throws IOException {
        InfrastructureApplication application = new InfrastructureApplication();
        Runtime.getRuntime().addShutdownHook(new Thread(application::close, "stop"));
        application.start(
                Path.of(arguments[0]), arguments.length > 1 ? Path.of(arguments[1]) : null);
        while (System.in.read() >= 0) {
            // Nobody writes; what counts is the end.
        }
        System.exit(0);
    }

    private void start(Path data, @Nullable Path postgresHome) {
        EmbeddedKafka kafka =
                EmbeddedKafka.start(new EmbeddedKafka.Config(data.resolve("kafka"), 0));
        servers.push(kafka);
        EmbeddedRedis redis =
                EmbeddedRedis.start(
                        new EmbeddedRedis.Config(data.resolve("redis"), 0, REDIS_MEMORY_BYTES));
        servers.push(redis);
        EmbeddedPostgres postgres =
                EmbeddedPostgres.start(
                        new EmbeddedPostgres.Config(
                                data.resolve("postgres"), 0, postgresHome, Map.of()));
        servers.push(postgres);
        DatabaseLogin login = postgres.database("recurra");
        print("RECURRA_KAFKA_BOOTSTRAP", kafka.bootstrapServers());
        print("RECURRA_REDIS_URL", redis.url());
        print("RECURRA_POSTGRES_URL", login.url());
        print("RECURRA_POSTGRES_USER", login.user());
        print("RECURRA_POSTGRES_PASSWORD", login.password());
        print("BENCHMARK_PGVECTOR", Boolean.toString(postgres.hasPgvector()));
        System.out.println("ready");
    }

    private static void print(String name, String value) {
        System.out.println(name + "=" + value);
    }

    private synchronized void close() {
        while (!servers.isEmpty()) {
            servers.pop().close();
        }
    }
}
