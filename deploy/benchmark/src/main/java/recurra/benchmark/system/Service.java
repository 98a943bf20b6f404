package recurra.benchmark.system;

import recurra.benchmark.process.ChildProcess;

/** A server of a run and where it listens. */
public record Service(ChildProcess process, int port) {
    public String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }
}
