package recurra.gateway.provider;

/**
 * A call of a provider whose response has begun. For one thread; closing it ends the call.
 *
 * @param provider the one that answers
 */
public record Exchange(Provider provider, UpstreamResponse response) implements AutoCloseable {
    @Override
    public void close() {
        response.close();
    }
}
