package recurra.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelNameTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"model\":\"a\"} | {\"model\":\"b\"}",
                "` { \"x\" : 1.0, \"model\" : \"a\\u00e9\"  , \"y\":\"é\"} ` | ` { \"x\" : 1.0, \"model\" : \"b\"  , \"y\":\"é\"} `",
                "{\"metadata\":{\"model\":\"a\"},\"model\":\"a\",\"m\":[{\"model\":\"a\"}]} | {\"metadata\":{\"model\":\"a\"},\"model\":\"b\",\"m\":[{\"model\":\"a\"}]}",
                "{\"é\":\"\uD83D\uDE00\",\"model\":\"a\",\"s\":true} | {\"é\":\"\uD83D\uDE00\",\"model\":\"b\",\"s\":true}"
            })
    void onlyTheNameOfTheModelChanges(String body, String replaced) {
        assertThat(replace(body, "b")).isEqualTo(replaced);
    }

    @Test
    void theNewNameIsWrittenAsJson() {
        assertThat(replace("{\"model\":\"a\"}", "a \"b\""))
                .isEqualTo("{\"model\":\"a \\\"b\\\"\"}");
    }

    private static String replace(String body, String model) {
        return new String(
                ModelName.replace(body.getBytes(StandardCharsets.UTF_8), model),
                StandardCharsets.UTF_8);
    }
}
