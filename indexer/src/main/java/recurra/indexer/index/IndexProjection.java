package recurra.indexer.index;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import javax.sql.DataSource;
import org.apache.avro.specific.SpecificRecord;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import recurra.indexer.event.EventMetric;
import recurra.indexer.event.Projection;
import recurra.indexer.index.Changes.Change;
import recurra.schemas.Topics;
import recurra.store.accounting.ServedRequests;
import recurra.store.entry.EntryWriter;
import recurra.store.processed.ProcessedEvents;
import recurra.store.template.TemplateIndex;
import recurra.store.template.TemplateRecord;

/** Keeps entries, statistics and the template index as the log says. */
public final class IndexProjection implements Projection {
    /** The consumer group, and the consumer of the events that are known to be applied. */
    public static final String NAME = "recurra-indexer";

    private final EntryWriter entries;
    private final ServedRequests served;
    private final ProcessedEvents processed;
    private final Invalidations invalidations;
    private final TemplateIndex templates;
    private final ResetLock resetLock;
    private final TransactionTemplate transactions;
    private final Counter indexedInteractions;
    private final Counter indexedInvalidations;
    private final Counter indexedFingerprints;
    private final Counter indexedRequests;

    public IndexProjection(
            DataSource dataSource,
            EntryWriter entries,
            TemplateIndex templates,
            MeterRegistry meters) {
        this.entries = entries;
        this.templates = templates;
        served = new ServedRequests(dataSource);
        processed = new ProcessedEvents(dataSource);
        invalidations = new Invalidations(dataSource);
        resetLock = new ResetLock(dataSource);
        transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        indexedInteractions = counter(meters, "interaction");
        indexedInvalidations = counter(meters, "invalidation");
        indexedFingerprints = counter(meters, "fingerprint");
        indexedRequests = counter(meters, "request");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> topics() {
        return Topics.ALL;
    }

    @Override
    public void apply(List<SpecificRecord> events) {
        Changes changes = Changes.of(events);
        Changes applied =
                transactions.execute(transaction -> {
                    resetLock.share();
                    return applyNew(changes);
                });
        indexedInteractions.increment(applied.entries().size());
        indexedInvalidations.increment(applied.invalidations().size());
        indexedFingerprints.increment(applied.templates().size());
        indexedRequests.increment(applied.requests().size());
    }

    @Override
    public void reset() {
        transactions.executeWithoutResult(transaction -> {
            resetLock.takeAlone();
            processed.clear(NAME);
            entries.clear();
            served.clear();
            templates.clear();
            templates.flush();
        });
    }

    /** Applies those of the changes whose events were not applied before, and returns them. */
    private Changes applyNew(Changes changes) {
        Changes fresh = changes.of(processed.claim(NAME, changes.eventIds()));
        fresh.entries().forEach(change -> entries.upsert(change.value()));
        fresh.invalidations().forEach(change -> invalidate(change.value()));
        List<TemplateRecord> records = fresh.templates().stream().map(Change::value).toList();
        if (!records.isEmpty()) {
            templates.upsert(standing(records));
        }
        if (!fresh.requests().isEmpty()) {
            served.record(fresh.requests().stream().map(Change::value).toList());
        }
        if (!fresh.templates().isEmpty() || !fresh.invalidations().isEmpty()) {
            // Before the end of the transaction, which records the events as applied: a template
            // index outside the database would lose what it has not written when the process dies.
            templates.flush();
        }
        return fresh;
    }

    private void invalidate(Invalidation invalidation) {
        invalidation.applyTo(entries);
        templates.remove(
                invalidation.tenant(), invalidation.entryId(), invalidation.invalidatedAt());
    }

    /** The template index forgets what was invalidated, so a late fingerprint is kept out here. */
    private List<TemplateRecord> standing(List<TemplateRecord> records) {
        Invalidations.Known invalidated = invalidations.of(Changes.entriesOf(records));
        return records.stream()
                .filter(record -> invalidated.spare(record.entryId(), record.interactionAt()))
                .toList();
    }

    private static Counter counter(MeterRegistry meters, String kind) {
        return Counter.builder(EventMetric.INDEXED.meter())
                .description("Events that took effect in the index")
                .tag("kind", kind)
                .register(meters);
    }
}
