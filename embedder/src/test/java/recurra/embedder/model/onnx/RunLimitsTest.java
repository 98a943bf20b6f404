package recurra.embedder.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunLimitsTest {
    private static final RunLimits LIMITS = new RunLimits(4, 128);

    @ParameterizedTest
    @CsvSource({
        "2, 12, 24, true",
        "4, 32, 128, true",
        // One text too many.
        "5, 12, 60, false",
        // Long texts.
        "2, 65, 130, false",
        // A short one beside a long one is mostly padding.
        "2, 24, 38, false",
        "2, 24, 39, true",
    })
    void keepsRunsShortAndOfOneLength(int texts, int longest, int sum, boolean allowed) {
        assertThat(LIMITS.allow(texts, longest, sum)).isEqualTo(allowed);
    }
}
