package recurra.gateway.embedding;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import recurra.gateway.admission.Admission;
import recurra.gateway.credential.Authenticator;
import recurra.gateway.error.ErrorCode;
import recurra.gateway.error.GatewayException;
import recurra.gateway.http.RequestBody;
import recurra.gateway.http.RequestIds;
import recurra.gateway.lookup.PartUnavailableException;

/** Embeddings of the local model, passed through from the embedder. */
@RestController
class EmbeddingsController {
    private final Admission admission;
    private final Authenticator authenticator;
    private final RequestIds requestIds;
    private final EmbedderClient embedder;
    private final EmbeddingsSettings settings;

    EmbeddingsController(
            Admission admission,
            Authenticator authenticator,
            RequestIds requestIds,
            EmbedderClient embedder,
            EmbeddingsSettings settings) {
        this.admission = admission;
        this.authenticator = authenticator;
        this.requestIds = requestIds;
        this.embedder = embedder;
        this.settings = settings;
    }

    @PostMapping("/v1/embeddings")
    void embed(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader(RequestIds.HEADER, requestIds.of(request.getHeader(RequestIds.HEADER)));
        try (Admission.Place place = admission.enter()) {
            authenticator.authenticate(request.getHeader("Authorization"));
            embed(RequestBody.read(request, settings.requestBody(), place::read), response);
        }
    }

    private void embed(byte[] body, HttpServletResponse response) throws IOException {
        EmbedderClient.Answer answer = ask(body);
        response.setStatus(answer.status());
        response.setContentType(answer.contentType());
        if (answer.retryAfter() != null) {
            response.setHeader("Retry-After", answer.retryAfter());
        }
        response.setContentLength(answer.body().length);
        response.getOutputStream().write(answer.body());
    }

    private EmbedderClient.Answer ask(byte[] body) {
        try {
            return embedder.send(body, settings.timeout());
        } catch (PartUnavailableException e) {
            throw new GatewayException(
                    ErrorCode.EMBEDDER_UNAVAILABLE,
                    "The embedder cannot be reached or is too slow. Send the request again later.",
                    e);
        }
    }
}
