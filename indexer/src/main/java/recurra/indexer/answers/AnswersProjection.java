package recurra.indexer.answers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.avro.specific.SpecificRecord;
import recurra.events.EntryInvalidated;
import recurra.events.InteractionCompleted;
import recurra.indexer.event.Projection;
import recurra.indexer.event.RejectedEventException;
import recurra.indexer.index.Entries;
import recurra.indexer.index.Invalidation;
import recurra.indexer.index.Invalidations;
import recurra.matching.EntryId;
import recurra.matching.TenantId;
import recurra.schemas.Topics;
import recurra.store.entry.Entry;
import recurra.store.entry.EntryWriter;
import recurra.store.exact.ExactCache;

/**
 * Keeps answers in the exact cache as the log says.
 *
 * <p>The cache forgets removals after a while, and an answer may be read long after its removal, so
 * what was invalidated is looked up in the database before an answer is put. That is safe whichever
 * comes first: a removal is in the database before it is in the cache, so an answer that the
 * look-up let pass meets the removal in the cache.
 */
public final class AnswersProjection implements Projection {
    public static final String NAME = "recurra-indexer-answers";

    private final ExactCache cache;
    private final EntryWriter entries;
    private final Invalidations invalidations;

    public AnswersProjection(ExactCache cache, EntryWriter entries, DataSource dataSource) {
        this.cache = cache;
        this.entries = entries;
        this.invalidations = new Invalidations(dataSource);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> topics() {
        return List.of(Topics.INTERACTIONS, Topics.CURATION);
    }

    @Override
    public void apply(List<SpecificRecord> events) {
        List<Entry> answered = new ArrayList<>();
        List<Invalidation> invalidated = new ArrayList<>();
        for (SpecificRecord event : events) {
            switch (event) {
                case InteractionCompleted completed -> answered.add(Entries.of(completed));
                case EntryInvalidated curation -> invalidated.add(Invalidation.of(curation));
                default ->
                        throw new RejectedEventException(
                                "unexpected_event", event.getSchema().getName());
            }
        }
        invalidated.forEach(this::remove);
        putStanding(answered);
    }

    @Override
    public void reset() {
        cache.clear();
    }

    private void remove(Invalidation invalidation) {
        invalidation.applyTo(entries);
        cache.remove(invalidation.tenant(), invalidation.exactKey(), invalidation.invalidatedAt());
    }

    private void putStanding(List<Entry> answered) {
        Map<EntryId, TenantId> ids = new HashMap<>();
        answered.forEach(entry -> ids.put(entry.answer().entryId(), entry.tenant()));
        Invalidations.Known invalidated = invalidations.of(ids);
        for (Entry entry : answered) {
            if (invalidated.spare(entry.answer().entryId(), entry.answer().answeredAt())) {
                cache.put(entry.tenant(), entry.answer(), entry.normalizedKey());
            }
        }
    }
}
