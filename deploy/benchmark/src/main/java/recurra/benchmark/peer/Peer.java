package recurra.benchmark.peer;

import recurra.benchmark.load.Call;

/**
 * A server that answers questions.
 *
 * @param name with its version
 */
public record Peer(String name, Calls calls) {
    /** How it is asked. */
    public interface Calls {
        Call of(String question, boolean stream);
    }
}
