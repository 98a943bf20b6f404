package recurra.embedder.model;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Turns texts into vectors of unit length, so that texts that mean the same lie close together.
 *
 * <p>Safe for threads. The same text gets the same vector whatever else is asked in the same call
 * or at the same time, up to 0.0001 in a component. Every call ends within the model's time limit.
 */
public interface EmbeddingModel extends AutoCloseable {
    /** The space of all vectors that this model gives. */
    EmbeddingSpace space();

    /**
     * The vectors of the texts, in their order. The model adds its own prefix to each text.
     *
     * @param patience how long the caller waits for them; what has not begun by then is left
     * @throws recurra.embedder.error.EmbedderException when there is no room, no time, or no model
     */
    Embeddings embed(List<String> texts, Duration patience);

    /** The same for a caller that waits as long as the model allows. */
    default Embeddings embed(List<String> texts) {
        return embed(texts, ChronoUnit.FOREVER.getDuration());
    }

    /**
     * How many texts a caller that is in no hurry gives at once, so that those who are in a hurry
     * do not wait behind it.
     */
    int backgroundBatch();

    @Override
    void close();
}
