package recurra.embedder.error;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request that was not answered, with what to change. The message never holds a text. */
public final class EmbedderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final @Nullable String param;

    public EmbedderException(ErrorCode code, String message) {
        this(code, message, null, null);
    }

    public EmbedderException(ErrorCode code, String message, Throwable cause) {
        this(code, message, null, cause);
    }

    private EmbedderException(
            ErrorCode code, String message, @Nullable String param, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.param = param;
    }

    /** A request field that the client has to change. */
    public static EmbedderException invalid(String param, String message) {
        return new EmbedderException(ErrorCode.INVALID_REQUEST, message, param, null);
    }

    /** A request field, with another code than {@link ErrorCode#INVALID_REQUEST}. */
    public static EmbedderException of(ErrorCode code, String param, String message) {
        return new EmbedderException(code, message, param, null);
    }

    public ErrorCode code() {
        return code;
    }

    /** The message, which this exception always has. */
    public String message() {
        return Objects.requireNonNull(getMessage());
    }

    /** The request field that it is about, where it is about one. */
    public Optional<String> param() {
        return Optional.ofNullable(param);
    }
}
