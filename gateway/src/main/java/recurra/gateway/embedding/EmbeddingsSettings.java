package recurra.gateway.embedding;

import java.time.Duration;
import org.springframework.util.unit.DataSize;

/**
 * Limits of clients' own requests for embeddings.
 *
 * @param requestBody bytes of a request
 * @param timeout until the embedder has answered
 */
public record EmbeddingsSettings(DataSize requestBody, Duration timeout) {}
