package recurra.indexer.index;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import recurra.events.EntryInvalidated;
import recurra.indexer.event.RejectedEventException;
import recurra.matching.EntryId;
import recurra.matching.ExactKey;
import recurra.matching.TenantId;
import recurra.store.entry.EntryWriter;

/** A decision that an entry's answers up to a time must not be served. */
public record Invalidation(
        TenantId tenant,
        ExactKey exactKey,
        Instant invalidatedAt,
        String actor,
        @Nullable String reason) {

    /**
     * The decision that the event holds.
     *
     * @throws RejectedEventException when it names no entry
     */
    public static Invalidation of(EntryInvalidated event) {
        try {
            return new Invalidation(
                    new TenantId(event.getTenantId()),
                    new ExactKey(event.getExactKey()),
                    event.getOccurredAt(),
                    event.getActor(),
                    event.getReason());
        } catch (IllegalArgumentException e) {
            throw new RejectedEventException("invalid_event", String.valueOf(e.getMessage()));
        }
    }

    /** The entry that it is about. */
    public EntryId entryId() {
        return EntryId.of(tenant, exactKey);
    }

    public void applyTo(EntryWriter entries) {
        entries.invalidate(tenant, entryId(), invalidatedAt, actor, reason);
    }
}
