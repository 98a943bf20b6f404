package recurra.admin.entry;

import com.fasterxml.uuid.Generators;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import recurra.events.EntryInvalidated;
import recurra.matching.EntryId;
import recurra.matching.TenantId;

/**
 * Deletes entries: writes the fact to recurra.curation, and waits a while for the indexer to apply
 * it. What is in the log holds, whether the indexer runs or not, and survives every replay.
 */
public final class EntryDeleter {
    private static final Logger LOG = LoggerFactory.getLogger(EntryDeleter.class);
    private static final String ACTOR = "admin-api";

    /** How long the indexer may take before the client is sent away with a promise. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration PAUSE = Duration.ofMillis(50);

    private final EntryRepository entries;
    private final CurationLog log;
    private final Clock clock;

    public EntryDeleter(EntryRepository entries, CurationLog log, Clock clock) {
        this.entries = entries;
        this.log = log;
        this.clock = clock;
    }

    /** Deletes the entry; empty when there is none. */
    Optional<Deletion> delete(TenantId tenant, EntryId id, Optional<String> reason) {
        return entries.standing(tenant, id).map(standing -> delete(tenant, id, standing, reason));
    }

    private Deletion delete(
            TenantId tenant,
            EntryId id,
            EntryRepository.Standing standing,
            Optional<String> reason) {
        EntryInvalidated event = event(tenant, standing, reason);
        log.append(event);
        LOG.atInfo()
                .addKeyValue("tenant", tenant)
                .addKeyValue("entryId", id)
                .addKeyValue("eventId", event.getEventId())
                .log("Entry deleted");
        return new Deletion(event.getEventId(), applied(tenant, id, event.getOccurredAt()));
    }

    private EntryInvalidated event(
            TenantId tenant, EntryRepository.Standing standing, Optional<String> reason) {
        // The clocks of the gateways may be ahead: the deletion has to be newer than the answer.
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant afterAnswer = standing.answeredAt().plus(1, ChronoUnit.MICROS);
        UUID eventId = Generators.timeBasedEpochGenerator().generate();
        return EntryInvalidated.newBuilder()
                .setEventId(eventId)
                .setOccurredAt(now.isAfter(afterAnswer) ? now : afterAnswer)
                .setTenantId(tenant.value())
                .setTraceparent(null)
                .setExactKey(standing.exactKey().hex())
                .setActor(ACTOR)
                .setReason(reason.orElse(null))
                .build();
    }

    private boolean applied(TenantId tenant, EntryId id, Instant upTo) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!entries.isInvalidated(tenant, id, upTo)) {
                if (System.nanoTime() >= end) {
                    return false;
                }
                Thread.sleep(PAUSE);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
