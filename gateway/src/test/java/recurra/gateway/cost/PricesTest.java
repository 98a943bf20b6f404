package recurra.gateway.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import recurra.config.InvalidConfigurationException;
import recurra.store.answer.Usage;

class PricesTest {
    private static final Usage USAGE = new Usage(1_000, 100, 400);

    @TempDir private Path folder;

    @Test
    void tokensFromTheProvidersCacheHaveTheirOwnPrice() {
        assertThat(price(150, 600, 75).of(USAGE)).isEqualTo(600 * 150 + 400 * 75 + 100 * 600);
    }

    @Test
    void countsThatCannotBeCostNothing() {
        assertThat(price(150, 600, 75).of(new Usage(0, 0, 1_000))).isZero();
        assertThat(price(150, 600, 75).of(new Usage(Long.MAX_VALUE, 0, 0)))
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theModelThatAnsweredGoesBeforeTheOneAskedFor() {
        Prices prices =
                new Prices(
                        Map.of("gpt-x", price(1, 1, 1), "alias", price(3, 3, 3)),
                        Map.of("gpt-x", price(2, 2, 2)));

        assertThat(prices.cost("gpt-x-2026-01-31", "alias", USAGE)).hasValue(2_200L);
        assertThat(prices.cost("unheard-of", "alias", USAGE)).hasValue(3_300L);
        assertThat(prices.cost("unheard-of", "of-nothing", USAGE)).isEmpty();
    }

    @Test
    void pricesFromAFileAreInCentsPerToken() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("prices.json"),
                        """
                        {"default": {"pricing_config": {"pay_as_you_go": {"request_token": {"price": 1}, "response_token": {"price": 1}}}},
                         "gpt-4o-mini": {"pricing_config": {"pay_as_you_go": {
                            "request_token": {"price": 1.5e-05}, "response_token": {"price": 6e-05},
                            "cache_read_input_token": {"price": 7.5e-06}}}},
                         "voice": {"pricing_config": {"pay_as_you_go": {"additional_units": {}}}}}
                        """);

        Map<String, Price> prices = PriceFile.read(file);

        assertThat(prices).containsOnlyKeys("gpt-4o-mini");
        assertThat(prices.get("gpt-4o-mini").of(USAGE)).isEqualTo(price(150, 600, 75).of(USAGE));
    }

    @Test
    void aFileThatIsNotOneStopsTheStart() throws IOException {
        Path file = Files.writeString(folder.resolve("prices.json"), "{");

        assertThatThrownBy(() -> PriceFile.read(file))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void amountsAreWrittenInDollars() {
        assertThat(Cost.usd(0)).isEqualTo("0");
        assertThat(Cost.usd(1_500)).isEqualTo("0.0000015");
        assertThat(Cost.usd(2_000_000_000)).isEqualTo("2");
        assertThat(Cost.usd(20_000_000_000L)).isEqualTo("20");
    }

    private static Price price(long prompt, long completion, long cached) {
        return new Price(
                BigDecimal.valueOf(prompt),
                BigDecimal.valueOf(completion),
                BigDecimal.valueOf(cached));
    }
}
