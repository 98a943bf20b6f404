package recurra.standalone;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import recurra.config.InvalidConfigurationException;

class KnownVariablesTest {
    private final KnownVariables variables = new KnownVariables();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RECURRA_DATA",
                "RECURRA_GATEWAY_PORT",
                "RECURRA_PROVIDER_BASE_URL",
                "RECURRA_TEMPLATE_BUDGET",
                "RECURRA_WRITE_BEHIND_QUEUE_BYTES",
                "RECURRA_WRITEBEHIND_QUEUEBYTES",
                "RECURRA_PROVIDERS_OPENAI_BASEURL",
                "RECURRA_PROVIDERS_OPENAI_MODELS",
                "RECURRA_PROVIDERS_OPENAI_MODELS_0_",
                "RECURRA_MODEL_HTTP_BASE_URL",
                "RECURRA_PURGE_INTERVAL",
                "RECURRA_HEAP",
                "HOME"
            })
    void whatIsRead(String variable) {
        assertThatCode(() -> variables.check(Map.of(variable, "x"))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "RECURRA_GATEWAY_PROT, RECURRA_GATEWAY_PORT",
        "RECURRA_TEMPLATE_BUGDET, RECURRA_TEMPLATE_BUDGET",
        "RECURRA_PROVIDER_BASEURL, RECURRA_PROVIDER_BASE_URL",
        "RECURRA_DAT, RECURRA_DATA"
    })
    void aTypoIsToldWithTheNearest(String variable, String nearest) {
        assertThatThrownBy(() -> variables.check(Map.of(variable, "x")))
                .hasMessageContaining(variable)
                .asInstanceOf(type(InvalidConfigurationException.class))
                .extracting(InvalidConfigurationException::action)
                .asString()
                .contains("Did you mean " + nearest + "?");
    }

    @Test
    void aTypoCountsAlsoWhereTheValueIsEmpty() {
        assertThatThrownBy(() -> variables.check(Map.of("RECURRA_DATTA", "")))
                .hasMessageContaining("RECURRA_DATTA");
    }
}
