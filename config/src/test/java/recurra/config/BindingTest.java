package recurra.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class BindingTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "localhost"})
    void allowsThisMachine(String address) {
        assertThatCode(() -> Binding.requireLoopback(Binding.parse(address), "configure keys."))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"0.0.0.0", "10.1.2.3"})
    void refusesWhatOthersReach(String address) {
        assertThatThrownBy(() -> Binding.requireLoopback(Binding.parse(address), "configure keys."))
                .isInstanceOfSatisfying(
                        InvalidConfigurationException.class,
                        e ->
                                assertThat(e.action())
                                        .contains("127.0.0.1")
                                        .contains("configure keys."));
    }

    @Test
    void refusesWhatIsNoAddress() {
        assertThatThrownBy(() -> Binding.parse("no address"))
                .isInstanceOf(InvalidConfigurationException.class);
    }
}
