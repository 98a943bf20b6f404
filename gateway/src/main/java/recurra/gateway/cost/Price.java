package recurra.gateway.cost;

import java.math.BigDecimal;
import java.math.RoundingMode;
import recurra.store.answer.Usage;

/**
 * What a model's tokens cost, in billionths of a US dollar per token.
 *
 * @param prompt a token read
 * @param completion a token written
 * @param cached a token read from the provider's prompt cache
 */
public record Price(BigDecimal prompt, BigDecimal completion, BigDecimal cached) {
    public Price {
        if (prompt.signum() < 0 || completion.signum() < 0 || cached.signum() < 0) {
            throw new IllegalArgumentException("A price is not negative");
        }
    }

    /**
     * What the tokens cost, in billionths of a US dollar. A count that cannot be, which a provider
     * may send, costs nothing rather than a negative amount.
     */
    public long of(Usage usage) {
        long uncached = usage.promptTokens() - usage.cachedPromptTokens();
        return prompt.multiply(BigDecimal.valueOf(uncached))
                .add(cached.multiply(BigDecimal.valueOf(usage.cachedPromptTokens())))
                .add(completion.multiply(BigDecimal.valueOf(usage.completionTokens())))
                .setScale(0, RoundingMode.HALF_UP)
                .max(BigDecimal.ZERO)
                .min(BigDecimal.valueOf(Long.MAX_VALUE))
                .longValueExact();
    }
}
