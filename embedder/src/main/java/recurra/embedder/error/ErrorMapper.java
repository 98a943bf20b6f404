package recurra.embedder.error;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/**
 * Answers what fails in OpenAI's shape, so that client libraries raise their own exceptions. Failed
 * requests are counted by status in {@code http_server_requests}.
 */
@RestControllerAdvice
class ErrorMapper {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorMapper.class);

    /** Seconds after which a refused client may come back: a full queue drains within that time. */
    private static final String RETRY_AFTER_SECONDS = "1";

    @ExceptionHandler
    ResponseEntity<ErrorResponse> known(EmbedderException e) {
        switch (e.code().kind()) {
            case CLIENT, CAPACITY ->
                    LOG.atDebug().addKeyValue("code", e.code()).log("Request refused");
            case UPSTREAM, INTERNAL ->
                    LOG.atWarn().setCause(e).addKeyValue("code", e.code()).log("Request failed");
        }
        return response(e.code(), e.message(), e.param().orElse(null));
    }

    @ExceptionHandler
    ResponseEntity<ErrorResponse> noSuchPath(NoResourceFoundException e) {
        return response(
                ErrorCode.NOT_FOUND,
                "There is nothing here. Use POST /v1/embeddings or GET /v1/models.",
                null);
    }

    @ExceptionHandler
    ResponseEntity<ErrorResponse> wrongMethod(HttpRequestMethodNotSupportedException e) {
        return response(
                ErrorCode.METHOD_NOT_ALLOWED,
                e.getMethod() + " is not possible here. Use POST /v1/embeddings or GET /v1/models.",
                null);
    }

    @ExceptionHandler
    ResponseEntity<ErrorResponse> unexpected(Exception e) {
        LOG.atError().setCause(e).log("Request failed unexpectedly");
        return response(ErrorCode.INTERNAL, "The embedder failed. Its log has the reason.", null);
    }

    private static ResponseEntity<ErrorResponse> response(
            ErrorCode code, String message, @Nullable String param) {
        ResponseEntity.BodyBuilder response = ResponseEntity.status(code.status());
        if (code.retryable()) {
            response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        return response.body(ErrorResponse.of(code, message, param));
    }
}
