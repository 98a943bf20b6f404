package recurra.embedder.embeddings;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import recurra.embedder.model.EmbeddingModel;

/**
 * Fingerprints of texts, as the gateway asks for them: the vectors, and the features that the
 * guards and the score compare. Requests are those for embeddings.
 */
@RestController
class FingerprintsController {
    private final EmbeddingModel model;
    private final EmbeddingRequestReader reader;

    FingerprintsController(EmbeddingModel model, EmbeddingRequestReader reader) {
        this.model = model;
        this.reader = reader;
    }

    @PostMapping("/v1/fingerprints")
    FingerprintResponse fingerprints(
            InputStream body,
            @RequestHeader(name = Patience.HEADER, required = false) @Nullable String patience)
            throws IOException {
        EmbeddingRequest request = reader.read(body);
        return FingerprintResponse.of(
                request.inputs(),
                model.embed(request.inputs(), Patience.of(patience)),
                model.space());
    }
}
