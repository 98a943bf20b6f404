package recurra.store.template;

/**
 * The space that vectors live in; vectors of different spaces are never compared.
 *
 * @param model the embedding model's name
 * @param version changes whenever the same text would get another vector
 */
public record EmbeddingSpace(String model, String version) {}
