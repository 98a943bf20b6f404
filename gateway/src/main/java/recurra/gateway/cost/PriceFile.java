package recurra.gateway.cost;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import recurra.config.InvalidConfigurationException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads prices from a file of Portkey's model catalogue: by model, {@code
 * pricing_config.pay_as_you_go} with {@code request_token}, {@code response_token} and {@code
 * cache_read_input_token}, each with a {@code price} in US cents per token. Models without such
 * prices are left out.
 */
public final class PriceFile {
    private static final BigDecimal NANO_USD_PER_CENT = BigDecimal.valueOf(10_000_000);

    /** Holds defaults of the catalogue's own; no model. */
    private static final String DEFAULTS = "default";

    private PriceFile() {}

    /**
     * The prices by model.
     *
     * @throws InvalidConfigurationException when the file cannot be read
     */
    public static Map<String, Price> read(Path file) {
        JsonNode root;
        try {
            root =
                    JsonMapper.builder()
                            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                            .build()
                            .readTree(file);
        } catch (JacksonException e) {
            throw new InvalidConfigurationException(
                    "The file with prices cannot be read: " + file,
                    Files.exists(file)
                            ? "It must be JSON as in Portkey's model catalogue."
                            : "Create it, or unset recurra.pricing.file (RECURRA_PRICING_FILE).",
                    e);
        }
        Map<String, Price> prices = new HashMap<>();
        root.forEachEntry((model, entry) -> {
            JsonNode config = entry.path("pricing_config").path("pay_as_you_go");
            JsonNode prompt = config.path("request_token").path("price");
            JsonNode completion = config.path("response_token").path("price");
            JsonNode cached = config.path("cache_read_input_token").path("price");
            if (!model.equals(DEFAULTS) && prompt.isNumber() && completion.isNumber()) {
                prices.put(
                        model,
                        new Price(
                                nanoUsd(prompt),
                                nanoUsd(completion),
                                nanoUsd(cached.isNumber() ? cached : prompt)));
            }
        });
        return prices;
    }

    private static BigDecimal nanoUsd(JsonNode cents) {
        return cents.decimalValue().multiply(NANO_USD_PER_CENT);
    }
}
