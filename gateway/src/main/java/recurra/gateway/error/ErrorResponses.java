package recurra.gateway.error;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.ErrorResponse;

/** Answers what fails in OpenAI's shape, so that client libraries raise their own exceptions. */
public final class ErrorResponses {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorResponses.class);

    /** After which a client may come back where nobody knows better. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private static final String ENDPOINTS =
            "POST /v1/chat/completions, POST /v1/embeddings and GET /v1/models";

    private ErrorResponses() {}

    /**
     * Answers a request that failed.
     *
     * @throws GatewayException the same, when the answer has begun and cannot be taken back: the
     *     server cuts the connection, so that the client does not take it for a whole one
     */
    public static void write(Exception e, HttpServletResponse response) throws IOException {
        switch (e) {
            case GatewayException known -> known(known, response);
            case ClientGoneException _ ->
                    LOG.atDebug().log("The client hung up before it had its answer");
            default -> unexpected(e, response);
        }
    }

    private static void known(GatewayException e, HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            throw e;
        }
        switch (e.code().kind()) {
            case CLIENT, CAPACITY ->
                    LOG.atDebug().addKeyValue("code", e.wireCode()).log("Request refused");
            case UPSTREAM ->
                    LOG.atWarn()
                            .addKeyValue("code", e.wireCode())
                            .addKeyValue("cause", e.getCause())
                            .log("Request failed at the provider");
            case INTERNAL ->
                    LOG.atError()
                            .setCause(e)
                            .addKeyValue("code", e.wireCode())
                            .log("Request failed");
        }
        writeKnown(e, response);
    }

    private static void unexpected(Exception e, HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            LOG.atWarn().setCause(e).log("Request failed after its answer had begun");
            return;
        }
        if (e instanceof ErrorResponse refusal && refusal.getStatusCode().is4xxClientError()) {
            writeKnown(
                    new GatewayException(
                            ErrorCode.INVALID_REQUEST,
                            "The request cannot be understood. There are " + ENDPOINTS + "."),
                    response);
            return;
        }
        LOG.atError().setCause(e).log("Request failed unexpectedly");
        writeKnown(
                new GatewayException(
                        ErrorCode.INTERNAL_ERROR,
                        "The gateway failed. Its log has the reason; x-request-id names the request."),
                response);
    }

    /** Says that there is nothing under the path. */
    static void unknownPath(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        writeKnown(
                new GatewayException(
                        ErrorCode.UNKNOWN_URL,
                        "Invalid URL (%s %s). There are %s."
                                .formatted(
                                        request.getMethod(), request.getRequestURI(), ENDPOINTS)),
                response);
    }

    /**
     * Says that what is under the path does not understand the method.
     *
     * @param allowed methods that it does; null where that is not known
     */
    public static void wrongMethod(
            String @Nullable [] allowed, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (allowed != null) {
            response.setHeader("Allow", String.join(", ", allowed));
        }
        writeKnown(
                new GatewayException(
                        ErrorCode.METHOD_NOT_ALLOWED,
                        "Not allowed to %s on %s. There are %s."
                                .formatted(
                                        request.getMethod(), request.getRequestURI(), ENDPOINTS)),
                response);
    }

    private static void writeKnown(GatewayException e, HttpServletResponse response)
            throws IOException {
        byte[] body = ErrorBody.json(e);
        response.setStatus(e.code().status());
        response.setContentType("application/json");
        if (e.code().retryable()) {
            Duration after = e.retryAfter().orElse(RETRY_AFTER);
            response.setHeader("Retry-After", Long.toString(after.plusMillis(999).toSeconds()));
        }
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
