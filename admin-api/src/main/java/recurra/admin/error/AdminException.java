package recurra.admin.error;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request that was not answered, with what to change. The message holds no prompt. */
public final class AdminException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final @Nullable String param;

    public AdminException(ErrorCode code, String message) {
        this(code, message, null, null);
    }

    public AdminException(ErrorCode code, String message, Throwable cause) {
        this(code, message, null, cause);
    }

    private AdminException(
            ErrorCode code, String message, @Nullable String param, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.param = param;
    }

    /** A parameter or field that the client has to change. */
    public static AdminException invalid(String param, String message) {
        return new AdminException(ErrorCode.INVALID_REQUEST, message, param, null);
    }

    public ErrorCode code() {
        return code;
    }

    /** The message, which this exception always has. */
    public String message() {
        return Objects.requireNonNull(getMessage());
    }

    /** The parameter or field that it is about, where it is about one. */
    public Optional<String> param() {
        return Optional.ofNullable(param);
    }
}
