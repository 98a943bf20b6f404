package recurra.gateway.completion;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import recurra.matching.request.ChatRequest;
import recurra.matching.request.InvalidRequestException;
import recurra.matching.request.RequestLimits;

class UpstreamRequestTest {
    private static final String REST =
            "\"model\" : \"m\",\"temperature\":1.0, \"x\":1E+2,\"messages\":[{\"role\":\"user\",\"content\":\"é\"}] }";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"stream\":false,",
                "{\"stream\":true,\"stream_options\":{\"include_usage\":true},"
            })
    void passesByteForByte(String start) throws InvalidRequestException {
        UpstreamRequest upstream = of(" " + start + REST, true);

        assertThat(text(upstream)).isEqualTo(" " + start + REST);
        assertThat(upstream.withholdsUsage()).isFalse();
    }

    @Test
    void asksAStreamForItsUsageAndLeavesTheRest() throws InvalidRequestException {
        UpstreamRequest upstream = of(" {\"stream\":true," + REST, true);

        assertThat(text(upstream))
                .isEqualTo(" {\"stream_options\":{\"include_usage\":true},\"stream\":true," + REST);
        assertThat(upstream.withholdsUsage()).isTrue();
    }

    @Test
    void keepsTheClientsOtherOptions() throws InvalidRequestException {
        UpstreamRequest upstream =
                of(
                        "{\"stream\":true,\"stream_options\":{\"include_obfuscation\":false},"
                                + REST,
                        true);

        assertThat(text(upstream))
                .contains("{\"include_obfuscation\":false,\"include_usage\":true}")
                .contains("\"temperature\":1.0");
        assertThat(upstream.withholdsUsage()).isTrue();
    }

    @Test
    void asksNothingOfAProviderThatDoesNotKnowTheOption() throws InvalidRequestException {
        UpstreamRequest upstream = of("{\"stream\":true," + REST, false);

        assertThat(text(upstream)).isEqualTo("{\"stream\":true," + REST);
        assertThat(upstream.withholdsUsage()).isFalse();
    }

    private static UpstreamRequest of(String body, boolean streamUsage)
            throws InvalidRequestException {
        return UpstreamRequest.of(
                ChatRequest.parse(body.getBytes(StandardCharsets.UTF_8), RequestLimits.DEFAULTS),
                streamUsage);
    }

    private static String text(UpstreamRequest upstream) {
        return new String(upstream.body(), StandardCharsets.UTF_8);
    }
}
