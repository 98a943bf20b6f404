package recurra.gateway.cost;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import recurra.matching.request.ModelFamily;
import recurra.store.answer.Usage;

/**
 * What models cost. A snapshot of a model costs what the model costs, unless it has its own price.
 */
public final class Prices {
    private final Map<String, Price> byModel;

    /**
     * @param general prices
     * @param special prices, which go before the general ones
     */
    public Prices(Map<String, Price> general, Map<String, Price> special) {
        Map<String, Price> all = new HashMap<>(general);
        all.putAll(special);
        byModel = Map.copyOf(all);
    }

    /**
     * What the answer cost, in billionths of a US dollar; empty when the price is not known.
     *
     * @param answered the model that the provider says answered
     * @param asked the model that the client asked for
     */
    public Optional<Long> cost(String answered, String asked, Usage usage) {
        return price(answered).or(() -> price(asked)).map(price -> price.of(usage));
    }

    private Optional<Price> price(String model) {
        Price price = byModel.get(model);
        return Optional.ofNullable(price == null ? byModel.get(ModelFamily.of(model)) : price);
    }
}
