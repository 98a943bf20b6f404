package recurra.gateway.provider;

import java.util.List;

/** A call of a provider whose response has begun. For one thread; closing it ends the call. */
public final class Exchange implements AutoCloseable {
    private final Turn turn;
    private final UpstreamResponse response;
    private final List<Failover> failovers;

    Exchange(Turn turn, UpstreamResponse response, List<Failover> failovers) {
        this.turn = turn;
        this.response = response;
        this.failovers = List.copyOf(failovers);
    }

    /** The one that answers. */
    public Provider provider() {
        return turn.target().provider();
    }

    public UpstreamResponse response() {
        return response;
    }

    /** Who did not answer before, in the order in which they were to be asked. */
    public List<Failover> failovers() {
        return failovers;
    }

    /**
     * Counts the answer as one that failed, where its bytes do not show it: it stopped without its
     * end, or with an error.
     */
    public void spoiled() {
        turn.brokeOff();
    }

    @Override
    public void close() {
        response.close();
        turn.leave();
    }
}
