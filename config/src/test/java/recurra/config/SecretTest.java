package recurra.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretTest {
    @Test
    void masksItself() {
        assertThat(Secret.of("sk-123")).hasToString("***").isEqualTo(Secret.of("sk-123"));
        assertThat(Secret.of("sk-123").reveal()).isEqualTo("sk-123");
        assertThat(Secret.of("").isEmpty()).isTrue();
    }

    @Test
    void readsFiles(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "sk-456\n");
        assertThat(Secret.of("file:" + file).reveal()).isEqualTo("sk-456");
        assertThatThrownBy(() -> Secret.of("file:" + folder.resolve("absent")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("absent");
    }
}
