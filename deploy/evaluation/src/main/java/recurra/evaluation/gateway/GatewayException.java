package recurra.evaluation.gateway;

/** A gateway that cannot be measured; the message says what to change. */
public final class GatewayException extends RuntimeException {
    public GatewayException(String message) {
        super(message);
    }

    public GatewayException(String message, Throwable cause) {
        super(message, cause);
    }
}
