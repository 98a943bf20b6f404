package recurra.admin.entry;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Everything that is known of an entry.
 *
 * @param request what shapes the answer, as it stands in the cache key
 * @param answer the answer as a client that does not stream gets it
 */
record EntryDetails(
        @JsonUnwrapped EntrySummary summary,
        Provenance provenance,
        @Schema(type = "object") JsonNode request,
        @Schema(type = "object") JsonNode answer) {

    /**
     * Where the entry comes from and what it is found by.
     *
     * @param interactionId the event in recurra.interactions that holds the answer
     * @param mode how the provider answered
     * @param events how many pieces the answer came in
     * @param exactKey SHA-256 of the request
     * @param scopeKey SHA-256 of all but the model and the question
     * @param normalizedKey SHA-256 of the question without its spelling; absent where it is not
     *     prose
     * @param answerDigest SHA-256 of what the answer says
     */
    record Provenance(
            UUID interactionId,
            String mode,
            int events,
            String exactKey,
            String scopeKey,
            @Nullable String normalizedKey,
            String answerDigest) {}

    @Override
    public String toString() {
        return "EntryDetails[" + summary + "]";
    }
}
