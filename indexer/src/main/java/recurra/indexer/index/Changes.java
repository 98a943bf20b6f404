package recurra.indexer.index;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import recurra.events.EntryInvalidated;
import recurra.events.FingerprintComputed;
import recurra.events.InteractionCompleted;
import recurra.events.RequestServed;
import recurra.indexer.event.RejectedEventException;
import recurra.matching.EntryId;
import recurra.matching.ExactKey;
import recurra.matching.TenantId;
import recurra.store.entry.Entry;
import recurra.store.template.TemplateRecord;

/**
 * What a batch of events changes in the index, each change beside the id of its event, and in one
 * order everywhere: two writers that meet never wait for each other in a circle.
 */
record Changes(
        List<Change<Entry>> entries,
        List<Change<Invalidation>> invalidations,
        List<Change<TemplateRecord>> templates,
        List<Change<RequestServed>> requests) {

    /** A change and the event that it follows from. */
    record Change<T>(UUID eventId, T value) {}

    /**
     * What the events change.
     *
     * @throws RejectedEventException when one of them cannot change anything
     */
    static Changes of(List<SpecificRecord> events) {
        List<Change<Entry>> entries = new ArrayList<>();
        List<Change<Invalidation>> invalidations = new ArrayList<>();
        List<Change<TemplateRecord>> templates = new ArrayList<>();
        List<Change<RequestServed>> requests = new ArrayList<>();
        for (SpecificRecord event : events) {
            switch (event) {
                case InteractionCompleted completed ->
                        entries.add(new Change<>(completed.getEventId(), Entries.of(completed)));
                case EntryInvalidated invalidated ->
                        invalidations.add(
                                new Change<>(
                                        invalidated.getEventId(), Invalidation.of(invalidated)));
                case FingerprintComputed computed ->
                        templates.add(
                                new Change<>(computed.getEventId(), TemplateRecords.of(computed)));
                case RequestServed served ->
                        requests.add(new Change<>(served.getEventId(), checked(served)));
                default ->
                        throw new RejectedEventException(
                                "unexpected_event", event.getSchema().getName());
            }
        }
        entries.sort(Comparator.comparing(change -> change.value().answer().entryId().value()));
        invalidations.sort(Comparator.comparing(change -> change.value().entryId().value()));
        return new Changes(entries, invalidations, templates, requests);
    }

    private static RequestServed checked(RequestServed served) {
        try {
            TenantId tenant = new TenantId(served.getTenantId());
            EntryId.of(tenant, new ExactKey(served.getExactKey()));
            if (served.getEntryExactKey() != null) {
                EntryId.of(tenant, new ExactKey(served.getEntryExactKey()));
            }
            return served;
        } catch (IllegalArgumentException e) {
            throw new RejectedEventException("invalid_event", String.valueOf(e.getMessage()));
        }
    }

    /** Those of the changes that follow from one of the events. */
    Changes of(Set<UUID> eventIds) {
        return new Changes(
                of(eventIds, entries),
                of(eventIds, invalidations),
                of(eventIds, templates),
                of(eventIds, requests));
    }

    private static <T> List<Change<T>> of(Set<UUID> eventIds, List<Change<T>> changes) {
        return changes.stream().filter(change -> eventIds.contains(change.eventId())).toList();
    }

    /** The ids of all events. */
    List<UUID> eventIds() {
        return Stream.of(entries, invalidations, templates, requests)
                .flatMap(List::stream)
                .map(Change::eventId)
                .toList();
    }

    /** The entries that the template records are of. */
    static Map<EntryId, TenantId> entriesOf(List<TemplateRecord> templates) {
        return templates.stream()
                .collect(
                        Collectors.toMap(
                                TemplateRecord::entryId, TemplateRecord::tenant, (a, b) -> a));
    }
}
