package recurra.indexer.web;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/** An error in OpenAI's shape. */
record ErrorResponse(Body error) {
    record Body(String message, String type, @Nullable String param, String code) {}

    /**
     * @param message what to change
     */
    static ErrorResponse of(ErrorCode code, String message) {
        String type = code.status().is5xxServerError() ? "server_error" : "invalid_request_error";
        return new ErrorResponse(new Body(message, type, null, code.code()));
    }

    static ResponseEntity<Object> entity(ErrorCode code, String message) {
        return ResponseEntity.status(code.status()).body(of(code, message));
    }
}
