package recurra.gateway.error;

import java.time.Duration;
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
    private final @Nullable Duration retryAfter;
    private final @Nullable String tried;

    private GatewayException(
            ErrorCode code,
            String wireCode,
            @Nullable String param,
            String message,
            @Nullable Duration retryAfter,
            @Nullable String tried,
            @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.wireCode = wireCode;
        this.param = param;
        this.retryAfter = retryAfter;
        this.tried = tried;
    }

    public GatewayException(ErrorCode code, String message) {
        this(code, code.wireName(), null, message, null, null, null);
    }

    /** An error of which it is known when the request may succeed. */
    public GatewayException(ErrorCode code, String message, Duration retryAfter) {
        this(code, code.wireName(), null, message, retryAfter, null, null);
    }

    public GatewayException(ErrorCode code, String message, Throwable cause) {
        this(code, code.wireName(), null, message, null, null, cause);
    }

    /** An error that one field or header of the request is to blame for. */
    public static GatewayException about(String param, ErrorCode code, String message) {
        return new GatewayException(code, code.wireName(), param, message, null, null, null);
    }

    /** A chat request that cannot be read. */
    public static GatewayException of(InvalidRequestException e) {
        ErrorCode code =
                e.status() == ErrorCode.REQUEST_TOO_LARGE.status()
                        ? ErrorCode.REQUEST_TOO_LARGE
                        : ErrorCode.INVALID_REQUEST;
        return new GatewayException(
                code,
                e.code(),
                e.param().orElse(null),
                Objects.requireNonNull(e.getMessage()),
                null,
                null,
                e);
    }

    /** The same, of which it is known which providers did not answer, and why. */
    public GatewayException afterTrying(String providers) {
        return new GatewayException(
                code, wireCode, param, message(), retryAfter, providers, getCause());
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

    /** After which the request may succeed, where that is known. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /**
     * Which providers did not answer, and why, as headers have it; empty where the error is not
     * theirs.
     */
    public Optional<String> tried() {
        return Optional.ofNullable(tried);
    }

    /** The request field or header that it is about, where it is about one. */
    public Optional<String> param() {
        return Optional.ofNullable(param);
    }
}
