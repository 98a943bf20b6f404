package recurra.gateway.provider;

import java.io.IOException;
import java.io.Serial;

/** There is no connection to a provider: nothing was sent. */
sealed class NotConnectedException extends IOException permits ConnectTimeoutException {
    @Serial private static final long serialVersionUID = 1L;

    NotConnectedException(Throwable cause) {
        super("no connection", cause);
    }
}
