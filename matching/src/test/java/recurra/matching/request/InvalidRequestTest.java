package recurra.matching.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import recurra.matching.Golden;

class InvalidRequestTest {
    private static final String VALID = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}]%s}";

    static Stream<List<String>> faults() {
        return Golden.rows("invalid-requests.txt").stream();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void saysWhatToChange(List<String> row) {
        InvalidRequestException fault = fault(row.get(0).getBytes(UTF_8), RequestLimits.DEFAULTS);

        assertThat(fault.status()).hasToString(row.get(1));
        assertThat(fault.code()).isEqualTo(row.get(2));
        assertThat(fault.param().orElse("")).isEqualTo(row.get(3));
        assertThat(fault.getMessage()).isEqualTo(row.get(4));
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        byte[] overlong = VALID.formatted(",\"user\":\"xx\"").getBytes(UTF_8);
        overlong[overlong.length - 4] = (byte) 0xC0;
        overlong[overlong.length - 3] = (byte) 0xAF;

        assertThat(fault(overlong, RequestLimits.DEFAULTS).getMessage()).contains("UTF-8");
    }

    @Test
    void refusesOtherEncodingsAndByteOrderMarks() {
        String valid = VALID.formatted("");

        assertThat(
                        fault(
                                        valid.getBytes(java.nio.charset.StandardCharsets.UTF_16LE),
                                        RequestLimits.DEFAULTS)
                                .code())
                .isEqualTo("invalid_json");
        assertThat(fault(("\uFEFF" + valid).getBytes(UTF_8), RequestLimits.DEFAULTS).code())
                .isEqualTo("invalid_json");
    }

    @Test
    void refusesHalvesOfSurrogatePairs() {
        for (String escape : List.of("\\ud83d", "\\ude00", "\\ude00\\ud83d", "x\\ud83dx")) {
            byte[] body = VALID.formatted(",\"user\":\"" + escape + "\"").getBytes(UTF_8);

            assertThat(fault(body, RequestLimits.DEFAULTS).getMessage()).contains("surrogate");
        }
    }

    @Test
    void keepsTheLimits() {
        byte[] body = VALID.formatted("").getBytes(UTF_8);
        InvalidRequestException large = fault(body, new RequestLimits(body.length - 1, 100, 10));

        assertThat(large.status()).isEqualTo(413);
        assertThat(large.code()).isEqualTo("request_too_large");
        assertThat(large.getMessage())
                .isEqualTo(
                        "The request body has 42 bytes, more than the limit of 41. Send a smaller request.");
        assertThat(fault(nested(101), RequestLimits.DEFAULTS).getMessage())
                .isEqualTo(
                        "The request body nests objects and arrays more than 100 levels deep. Flatten it.");
        assertThat(fault(nested(1_000_000), RequestLimits.DEFAULTS).code())
                .isEqualTo("nesting_too_deep");
        assertThat(
                        fault(
                                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\"},{\"role\":\"user\"}]}"
                                        .getBytes(UTF_8),
                                new RequestLimits(1_000, 100, 1)))
                .extracting(InvalidRequestException::code)
                .isEqualTo("array_above_max_length");
        assertThat(
                        fault(
                                VALID.formatted("")
                                        .replace("\"m\"", "\"" + "m".repeat(257) + "\"")
                                        .getBytes(UTF_8),
                                RequestLimits.DEFAULTS))
                .extracting(InvalidRequestException::code, InvalidRequestException::param)
                .containsExactly("string_above_max_length", Optional.of("model"));
    }

    @Test
    void acceptsWhatLiesJustWithinTheLimits() throws InvalidRequestException {
        assertThat(ChatRequest.parse(nested(100), RequestLimits.DEFAULTS).model()).isEqualTo("m");
    }

    @Test
    void limitsAreChecked() {
        assertThatThrownBy(() -> new RequestLimits(1, 1_001, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxDepth must be between 1 and 1000, not 1001");
    }

    @Test
    void neverQuotesTheContent() {
        InvalidRequestException fault =
                fault("{\"model\":\"m\", secret".getBytes(UTF_8), RequestLimits.DEFAULTS);

        assertThat(fault.getMessage()).doesNotContain("secret");
        assertThat(fault.getCause()).isNull();
    }

    private static byte[] nested(int depth) {
        int arrays = depth - 1;
        return VALID.formatted(",\"x\":" + "[".repeat(arrays) + "]".repeat(arrays)).getBytes(UTF_8);
    }

    private static InvalidRequestException fault(byte[] body, RequestLimits limits) {
        InvalidRequestException fault =
                catchThrowableOfType(
                        InvalidRequestException.class, () -> ChatRequest.parse(body, limits));
        assertThat(fault).isNotNull();
        return fault;
    }
}
