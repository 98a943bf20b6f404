package recurra.embedder.embeddings;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import recurra.embedder.model.EmbeddingModel;
import recurra.embedder.model.Fingerprint;
import recurra.embedder.model.RecentFingerprints;

/**
 * Fingerprints of texts, as the gateway asks for them: the vectors, and the features that the
 * guards and the score compare. Requests are those for embeddings.
 */
@RestController
class FingerprintsController {
    private final EmbeddingModel model;
    private final EmbeddingRequestReader reader;
    private final RecentFingerprints recent;

    FingerprintsController(
            EmbeddingModel model, EmbeddingRequestReader reader, RecentFingerprints recent) {
        this.model = model;
        this.reader = reader;
        this.recent = recent;
    }

    @PostMapping("/v1/fingerprints")
    FingerprintResponse fingerprints(
            InputStream body,
            @RequestHeader(name = Patience.HEADER, required = false) @Nullable String patience)
            throws IOException {
        List<String> texts = reader.read(body).inputs();
        List<Fingerprint> fingerprints =
                Fingerprint.of(texts, model.embed(texts, Patience.of(patience)));
        for (int i = 0; i < texts.size(); i++) {
            recent.put(texts.get(i), fingerprints.get(i));
        }
        return FingerprintResponse.of(fingerprints, model.space());
    }
}
