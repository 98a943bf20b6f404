package recurra.gateway.provider;

/**
 * A model at a provider.
 *
 * @param model as the provider calls it
 * @param renamed whether that is another name than the client's
 */
public record Target(Provider provider, String model, boolean renamed) {}
