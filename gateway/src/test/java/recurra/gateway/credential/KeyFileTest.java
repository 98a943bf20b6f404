package recurra.gateway.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import recurra.config.InvalidConfigurationException;
import recurra.matching.Sha256;
import recurra.matching.TenantId;

class KeyFileTest {
    private static final String DIGEST = Sha256.hex("rk-1");

    @TempDir private Path folder;

    @Test
    void tenantsByDigest() throws IOException {
        Path file =
                write(
                        "keys: [{sha256: "
                                + DIGEST.toUpperCase(Locale.ROOT)
                                + ", tenant: acme, name: x}]");

        assertThat(KeyFile.read(file))
                .containsExactlyEntriesOf(Map.of(DIGEST, new TenantId("acme")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "keys: | no list 'keys'",
                "keys: [] | no list 'keys'",
                "- x | no list 'keys'",
                "other: [] | no list 'keys'",
                "keys: [x] | keys[0] is not an object",
                "keys: [{sha256: abc, tenant: acme}] | keys[0].sha256",
                "keys: [{tenant: acme}] | keys[0].sha256 is missing",
                "keys: [{sha256: DIGEST}] | keys[0].tenant is missing",
                "keys: [{sha256: DIGEST, tenant: 'a b'}] | keys[0].tenant is no tenant",
                "keys: [{sha256: DIGEST, tenant: a, key: x}] | unknown field 'key'",
                "keys: [{sha256: DIGEST, tenant: a}, {sha256: DIGEST, tenant: b}] | keys[1].sha256 stands there twice",
                "keys: [ | not YAML"
            })
    void anythingElseIsRefused(String yaml, String problem) throws IOException {
        Path file = write(yaml.replace("DIGEST", DIGEST));

        assertThatThrownBy(() -> KeyFile.read(file))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(problem)
                .hasMessageContaining(file.toString());
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(folder.resolve("keys.yaml"), yaml);
    }
}
