package recurra.benchmark.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HttpTest {
    private static final String PAGE =
            """
            # TYPE recurra_indexed_total counter
            recurra_indexed_total{kind="fingerprint",service="indexer"} 12.0
            recurra_indexed_total{kind="interaction",service="indexer"} 30.0
            recurra_indexed_total_other 5.0
            recurra_plain 7.0
            """;

    @Test
    void addsUpAMetric() {
        assertThat(Http.metric(PAGE, "recurra_indexed_total", "")).isEqualTo(42);
        assertThat(Http.metric(PAGE, "recurra_indexed_total", "kind=\"fingerprint\""))
                .isEqualTo(12);
        assertThat(Http.metric(PAGE, "recurra_plain", "")).isEqualTo(7);
        assertThat(Http.metric(PAGE, "recurra_absent", "")).isZero();
    }
}
