package recurra.gateway.lookup;

import java.util.Optional;
import recurra.matching.ExactKey;
import recurra.matching.template.TemplateEvidence;
import recurra.store.answer.CachedAnswer;

/** What the cache knows of a request. */
public sealed interface CacheLookup {
    /** A kept answer that may be served. */
    sealed interface Hit extends CacheLookup {
        CachedAnswer answer();
    }

    /** The same request was answered before. */
    record ExactHit(CachedAnswer answer) implements Hit {}

    /** The same question in another spelling was answered before. */
    record NormalizedHit(CachedAnswer answer) implements Hit {}

    /** The same question in other words was answered before. */
    record TemplateHit(CachedAnswer answer, TemplateEvidence evidence) implements Hit {}

    /**
     * None was.
     *
     * @param nearest the candidate of the template tier that came nearest, if there was one
     */
    record Miss(Optional<Weighed> nearest) implements CacheLookup {}

    /** A candidate of the template tier, and what spoke for and against it. */
    record Weighed(ExactKey candidate, TemplateEvidence evidence) {}

    /** A miss that nothing is known of. */
    static Miss miss() {
        return new Miss(Optional.empty());
    }
}
