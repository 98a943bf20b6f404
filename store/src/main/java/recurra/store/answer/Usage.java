package recurra.store.answer;

/**
 * Tokens as the provider counted them.
 *
 * @param promptTokens tokens read, those from the provider's prompt cache included
 * @param completionTokens tokens written, reasoning included
 * @param cachedPromptTokens the part of {@code promptTokens} that the provider read from its prompt
 *     cache
 */
public record Usage(long promptTokens, long completionTokens, long cachedPromptTokens) {}
