package recurra.gateway.provider;

import java.io.Serial;

/** A provider did not take a connection in time. */
final class ConnectTimeoutException extends NotConnectedException {
    @Serial private static final long serialVersionUID = 1L;

    ConnectTimeoutException(Throwable cause) {
        super(cause);
    }
}
