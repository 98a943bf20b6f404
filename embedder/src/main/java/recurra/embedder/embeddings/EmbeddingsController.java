package recurra.embedder.embeddings;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import recurra.embedder.model.EmbeddingModel;
import recurra.embedder.model.Embeddings;

/** Embeddings and models, as OpenAI's clients ask for them. */
@RestController
class EmbeddingsController {
    /** Names the space of the vectors, so that nobody compares them with others. */
    private static final String SPACE_HEADER = "x-recurra-embedding-space";

    /** How many inputs were longer than the model reads; their vectors stand for the beginning. */
    private static final String TRUNCATED_HEADER = "x-recurra-truncated-inputs";

    private final EmbeddingModel model;
    private final EmbeddingRequestReader reader;

    EmbeddingsController(EmbeddingModel model, EmbeddingRequestReader reader) {
        this.model = model;
        this.reader = reader;
    }

    @PostMapping("/v1/embeddings")
    ResponseEntity<EmbeddingResponse> embed(
            InputStream body,
            @RequestHeader(name = Patience.HEADER, required = false) @Nullable String patience)
            throws IOException {
        EmbeddingRequest request = reader.read(body);
        Embeddings embeddings = model.embed(request.inputs(), Patience.of(patience));
        ResponseEntity.BodyBuilder response =
                ResponseEntity.ok().header(SPACE_HEADER, model.space().toString());
        if (embeddings.truncated() > 0) {
            response.header(TRUNCATED_HEADER, String.valueOf(embeddings.truncated()));
        }
        return response.body(
                EmbeddingResponse.of(embeddings, request.format(), model.space().model()));
    }

    @GetMapping("/v1/models")
    Map<String, Object> models() {
        return Map.of(
                "object",
                "list",
                "data",
                List.of(
                        Map.of(
                                "id",
                                model.space().model(),
                                "object",
                                "model",
                                "created",
                                0,
                                "owned_by",
                                "recurra")));
    }
}
