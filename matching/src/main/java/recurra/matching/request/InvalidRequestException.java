package recurra.matching.request;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request that cannot be understood. The message tells the client what to change, in OpenAI's
 * words where it has some, and names fields but never quotes values.
 */
public final class InvalidRequestException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int BAD_REQUEST = 400;
    private static final int CONTENT_TOO_LARGE = 413;
    private static final int LONGEST_SHOWN = 100;

    private final int status;
    private final String code;
    private final @Nullable String param;

    private InvalidRequestException(
            int status, String code, @Nullable String param, String message) {
        super(message);
        this.status = status;
        this.code = code;
        this.param = param;
    }

    /** The path of the faulty field, such as {@code messages[0].role}. */
    public Optional<String> param() {
        return Optional.ofNullable(param);
    }

    /** OpenAI's error code, such as {@code invalid_type}. */
    public String code() {
        return code;
    }

    /** The HTTP status: 400, or 413 for a body over the limit. */
    public int status() {
        return status;
    }

    static InvalidRequestException tooLarge(int bytes, int maxBytes) {
        return new InvalidRequestException(
                CONTENT_TOO_LARGE,
                "request_too_large",
                null,
                "The request body has "
                        + bytes
                        + " bytes, more than the limit of "
                        + maxBytes
                        + ". Send a smaller request.");
    }

    static InvalidRequestException malformed(String what) {
        return new InvalidRequestException(
                BAD_REQUEST,
                "invalid_json",
                null,
                "The body of your request is not valid JSON: " + what);
    }

    static InvalidRequestException tooDeep(int maxDepth) {
        return new InvalidRequestException(
                BAD_REQUEST,
                "nesting_too_deep",
                null,
                "The request body nests objects and arrays more than "
                        + maxDepth
                        + " levels deep. Flatten it.");
    }

    static InvalidRequestException missing(String param) {
        return new InvalidRequestException(
                BAD_REQUEST,
                "missing_required_parameter",
                param,
                "Missing required parameter: '" + param + "'.");
    }

    static InvalidRequestException wrongType(
            @Nullable String param, String expected, String actual) {
        return new InvalidRequestException(
                BAD_REQUEST,
                "invalid_type",
                param,
                "Invalid type for "
                        + (param == null ? "the request body" : "'" + param + "'")
                        + ": expected "
                        + expected
                        + ", but got "
                        + actual
                        + " instead.");
    }

    static InvalidRequestException empty(String param, String what) {
        return new InvalidRequestException(
                BAD_REQUEST,
                "empty_" + what,
                param,
                "Invalid '"
                        + param
                        + "': empty "
                        + what
                        + ". Expected "
                        + (what.startsWith("a") ? "an " : "a ")
                        + what
                        + " with minimum length 1.");
    }

    static InvalidRequestException tooLong(String param, String what, int length, int most) {
        return new InvalidRequestException(
                BAD_REQUEST,
                what + "_above_max_length",
                param,
                "Invalid '"
                        + param
                        + "': "
                        + what
                        + " too long. Expected at most length "
                        + most
                        + ", but got length "
                        + length
                        + " instead.");
    }

    /** Cuts a client's own field name to a length fit for a message. */
    static String shown(String name) {
        return name.length() <= LONGEST_SHOWN ? name : name.substring(0, LONGEST_SHOWN) + "…";
    }
}
