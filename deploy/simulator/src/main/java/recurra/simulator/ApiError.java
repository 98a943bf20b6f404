package recurra.simulator;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** An error in OpenAI's words and shape. */
record ApiError(
        int status,
        String message,
        String type,
        @Nullable String param,
        @Nullable String code,
        Map<String, String> headers) {

    private static final String INVALID_REQUEST = "invalid_request_error";

    ApiError {
        headers = Map.copyOf(headers);
    }

    static ApiError badRequest(String message, @Nullable String param, @Nullable String code) {
        return new ApiError(400, message, INVALID_REQUEST, param, code, Map.of());
    }

    static ApiError unauthorized(String message, @Nullable String code) {
        return new ApiError(401, message, INVALID_REQUEST, null, code, Map.of());
    }

    static ApiError notFound(String message, String code) {
        return new ApiError(404, message, INVALID_REQUEST, null, code, Map.of());
    }

    static ApiError unknownModel(String model) {
        return notFound(
                "The model `%s` does not exist or you do not have access to it.".formatted(model),
                "model_not_found");
    }

    static ApiError methodNotAllowed(String method, String path) {
        return new ApiError(
                405,
                "Not allowed to %s on %s.".formatted(method, path),
                INVALID_REQUEST,
                null,
                "method_not_supported",
                Map.of());
    }

    static ApiError tooLarge(int limitBytes) {
        return new ApiError(
                413,
                "The request body is over the limit of %d bytes. Send a shorter one."
                        .formatted(limitBytes),
                INVALID_REQUEST,
                null,
                "request_too_large",
                Map.of());
    }

    static ApiError overloaded(int limit) {
        return new ApiError(
                503,
                "More than %d calls at once. Try again later.".formatted(limit),
                "service_unavailable",
                null,
                "overloaded",
                Map.of());
    }

    static ApiError internal(String message) {
        return new ApiError(500, message, "server_error", null, null, Map.of());
    }

    /** The error that a caller asked for by directive. */
    static ApiError simulated(int status, @Nullable Duration retryAfter) {
        String message = "Simulated error with status %d.".formatted(status);
        String type =
                switch (status) {
                    case 429 -> "rate_limit_error";
                    case 503 -> "service_unavailable";
                    default -> status >= 500 ? "server_error" : INVALID_REQUEST;
                };
        String code =
                switch (status) {
                    case 401 -> "invalid_api_key";
                    case 404 -> "model_not_found";
                    case 429 -> "rate_limit_exceeded";
                    default -> null;
                };
        Map<String, String> headers =
                retryAfter == null
                        ? Map.of()
                        : Map.of("retry-after", Long.toString(retryAfter.toSeconds()));
        return new ApiError(status, message, type, null, code, headers);
    }

    ObjectNode body() {
        ObjectNode body = Json.object();
        body.putObject("error")
                .put("message", message)
                .put("type", type)
                .put("param", param)
                .put("code", code);
        return body;
    }
}
