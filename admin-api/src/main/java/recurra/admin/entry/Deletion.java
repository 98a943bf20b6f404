package recurra.admin.entry;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.UUID;

/**
 * A deletion that is written to the log.
 *
 * @param eventId the event in recurra.curation
 * @param applied whether the index shows it already
 */
record Deletion(UUID eventId, @JsonIgnore boolean applied) {
    /** What a client is told when the index does not show it yet. */
    public String getDetail() {
        return "The deletion is in the log and will be applied when the indexer reads it. Until then the entry may still be served.";
    }
}
