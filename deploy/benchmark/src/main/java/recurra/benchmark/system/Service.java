package recurra.benchmark.system;

import java.time.Duration;
import recurra.benchmark.process.ChildProcess;

/**
 * A server of a run and where it listens.
 *
 * @param ready how long it took from its start to its first answer
 */
public record Service(ChildProcess process, int port, Duration ready) {
    public String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }
}
