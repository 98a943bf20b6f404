package recurra.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void aBusyPortIsNamed() throws Exception {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> Ports.resolve(busy.getLocalPort(), "Redis"))
                    .isInstanceOf(EmbeddedServerException.class)
                    .hasMessageContaining(
                            "Redis cannot listen on 127.0.0.1:" + busy.getLocalPort());
        }
    }

    @Test
    void aPortThatSomethingHasOnAllInterfacesIsBusy() throws Exception {
        try (ServerSocket busy = new ServerSocket(0)) {
            assertThatThrownBy(() -> Ports.resolve(busy.getLocalPort(), "Redis"))
                    .isInstanceOf(EmbeddedServerException.class);
        }
    }

    @Test
    void freePortsAreOutsideTheRangeOfOutgoingConnections() {
        assertThat(Ports.resolve(0, "Redis")).isBetween(20_000, 32_000);
    }
}
