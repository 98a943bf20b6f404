package recurra.gateway.error;

import java.io.IOException;

/** The client hung up before it had its answer. */
public final class ClientGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ClientGoneException(IOException cause) {
        super("The client hung up", cause);
    }
}
