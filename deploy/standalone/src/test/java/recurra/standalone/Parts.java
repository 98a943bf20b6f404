package recurra.standalone;

import java.nio.file.Path;
import recurra.embedded.DatabaseLogin;
import recurra.simulator.Simulator;
import recurra.simulator.SimulatorOptions;
import recurra.testing.TestKafka;
import recurra.testing.TestPostgres;
import recurra.testing.TestRedis;

/** What Recurra stands on, for one test class: a provider, a broker, a Redis and a database. */
final class Parts implements AutoCloseable {
    private final Simulator simulator = Simulator.start(SimulatorOptions.defaults());
    private final TestKafka kafka = TestKafka.fresh();
    private final TestRedis redis = TestRedis.fresh();
    private final DatabaseLogin database = TestPostgres.shared().createDatabase();
    private final Rows rows = new Rows(database);

    /** How Recurra is started on them; see {@link RunningRecurra.Options}. */
    RunningRecurra.Options options(Path data, String... tenants) {
        return new RunningRecurra.Options(data, tenants)
                .with(simulator)
                .with(kafka)
                .with(redis)
                .with(database);
    }

    Simulator simulator() {
        return simulator;
    }

    TestRedis redis() {
        return redis;
    }

    Rows rows() {
        return rows;
    }

    @Override
    public void close() {
        redis.close();
        kafka.close();
        simulator.close();
    }
}
