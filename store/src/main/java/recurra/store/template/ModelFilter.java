package recurra.store.template;

/** Which entries' models may answer a request. */
public sealed interface ModelFilter {
    /** Only the model that was asked for. */
    record Strict(String model) implements ModelFilter {}

    /** Any snapshot of the model, such as {@code gpt-4o} for {@code gpt-4o-2024-08-06}. */
    record Family(String family) implements ModelFilter {}

    /** Any model. */
    record Any() implements ModelFilter {}
}
