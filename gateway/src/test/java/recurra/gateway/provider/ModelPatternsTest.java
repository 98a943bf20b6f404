package recurra.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ModelPatternsTest {
    @Test
    void namesAndPatterns() {
        ModelPatterns patterns = new ModelPatterns(List.of("gpt-4.1", "llama-*", "*/coder"));

        assertThat(patterns.matches("gpt-4.1")).isTrue();
        assertThat(patterns.matches("gpt-4x1")).isFalse();
        assertThat(patterns.matches("llama-3.3-70b")).isTrue();
        assertThat(patterns.matches("my-llama-3")).isFalse();
        assertThat(patterns.matches("acme/coder")).isTrue();
        assertThat(patterns.names()).containsExactly("gpt-4.1");
        assertThat(new ModelPatterns(List.of()).isEmpty()).isTrue();
    }
}
