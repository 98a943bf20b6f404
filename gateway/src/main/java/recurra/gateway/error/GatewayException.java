package recurra.gateway.error;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import recurra.matching.request.InvalidRequestException;

/**
 * A request that is not answered, with what to change. The message never holds a prompt or a key.
 */
public final class GatewayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String wireCode;
    private final @Nullable String param;

    private GatewayException(
            ErrorCode code,
            String wireCode,
            @Nullable String param,
            String message,
            @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.wireCode = wireCode;
        this.param = param;
    }

    public GatewayException(ErrorCode code, String message) {
        this(code, code.wireName(), null, message, null);
    }

    public GatewayException(ErrorCode code, String message, Throwable cause) {
        this(code, code.wireName(), null, message, cause);
    }

    /** An error that one field or header of the request is to blame for. */
    public static GatewayException about(String param, ErrorCode code, String message) {
        return new GatewayException(code, code.wireName(), param, message, null);
    }

    /** A chat request that cannot be read. */
    public static GatewayException of(InvalidRequestException e) {
        ErrorCode code =
                e.status() == ErrorCode.REQUEST_TOO_LARGE.status()
                        ? ErrorCode.REQUEST_TOO_LARGE
                        : ErrorCode.INVALID_REQUEST;
        return new GatewayException(
                code, e.code(), e.param().orElse(null), Objects.requireNonNull(e.getMessage()), e);
    }

    public ErrorCode code() {
        return code;
    }

    /** The code as the client sees it, which may say more than {@link #code}. */
    public String wireCode() {
        return wireCode;
    }

    /** The message, which this exception always has. */
    public String message() {
        return Objects.requireNonNull(getMessage());
    }

    /** The request field or header that it is about, where it is about one. */
    public Optional<String> param() {
        return Optional.ofNullable(param);
    }
}
