package recurra.gateway.lookup;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import recurra.gateway.cachecontrol.CacheControls;
import recurra.gateway.cachecontrol.CacheMode;
import recurra.gateway.cachecontrol.RoutePolicy;
import recurra.matching.EntryId;
import recurra.matching.NormalizedKey;
import recurra.matching.TenantId;
import recurra.matching.request.ChatRequest;
import recurra.store.answer.CachedAnswer;
import recurra.store.entry.EntryReader;
import recurra.store.exact.ExactCache;
import recurra.store.exact.ExactLookup;

/**
 * Looks for a kept answer: the same request in Redis, the same words in another spelling there too,
 * then the template tier. While Redis is away the same request is looked for in Postgres. Safe for
 * threads; fails open to a miss, and says what was away.
 */
public final class AnswerLookup {
    private final PendingAnswers pending;
    private final ExactCache exact;
    private final PartGuard redis;
    private final EntryReader entries;
    private final PartGuard postgres;
    private final Optional<TemplateTier> templates;
    private final Clock clock;

    /**
     * @param templates empty where the template tier is switched off
     */
    public AnswerLookup(
            PendingAnswers pending,
            ExactCache exact,
            PartGuard redis,
            EntryReader entries,
            PartGuard postgres,
            Optional<TemplateTier> templates,
            Clock clock) {
        this.pending = pending;
        this.exact = exact;
        this.redis = redis;
        this.entries = entries;
        this.postgres = postgres;
        this.templates = templates;
        this.clock = clock;
    }

    /** What the cache knows of the tenant's request. */
    public LookupResult find(
            TenantId tenant, ChatRequest request, CacheControls controls, RoutePolicy policy) {
        if (!controls.lookup()) {
            return new LookupResult(CacheLookup.miss(), List.of());
        }
        List<Degradation> degradations = new ArrayList<>();
        if (controls.mode() != CacheMode.TEMPLATE) {
            Optional<? extends CacheLookup> hit =
                    findExact(tenant, request, controls, degradations);
            if (hit.isPresent()) {
                return new LookupResult(hit.get(), degradations);
            }
        }
        CacheLookup lookup =
                controls.mode() == CacheMode.EXACT || !policy.template()
                        ? CacheLookup.miss()
                        : findTemplate(tenant, request, controls, policy, degradations);
        return new LookupResult(lookup, degradations);
    }

    private Optional<CacheLookup> findExact(
            TenantId tenant,
            ChatRequest request,
            CacheControls controls,
            List<Degradation> degradations) {
        Optional<CachedAnswer> onItsWay =
                pending.find(tenant, request.exactKey())
                        .filter(answer -> isServable(answer, controls));
        if (onItsWay.isPresent()) {
            return onItsWay.map(CacheLookup.ExactHit::new);
        }
        Supplier<Optional<NormalizedKey>> normalizedKey =
                controls.mode() == CacheMode.EXACT ? Optional::empty : request::normalizedKey;
        try {
            ExactLookup found =
                    redis.call(() -> exact.find(tenant, request.exactKey(), normalizedKey));
            return switch (found) {
                case ExactLookup.Exact(CachedAnswer answer) ->
                        servable(answer, controls).map(CacheLookup.ExactHit::new);
                case ExactLookup.Normalized(CachedAnswer answer) ->
                        servable(answer, controls).map(CacheLookup.NormalizedHit::new);
                case ExactLookup.Absent() -> Optional.empty();
            };
        } catch (PartUnavailableException e) {
            degradations.add(e.degradation());
            return findInPostgres(tenant, request, controls, degradations);
        }
    }

    private Optional<CacheLookup> findInPostgres(
            TenantId tenant,
            ChatRequest request,
            CacheControls controls,
            List<Degradation> degradations) {
        EntryId id = EntryId.of(tenant, request.exactKey());
        try {
            Map<EntryId, CachedAnswer> found =
                    postgres.call(() -> entries.find(tenant, List.of(id)));
            return Optional.ofNullable(found.get(id))
                    .flatMap(answer -> servable(answer, controls))
                    .map(CacheLookup.ExactHit::new);
        } catch (PartUnavailableException e) {
            degradations.add(e.degradation());
            return Optional.empty();
        }
    }

    private CacheLookup findTemplate(
            TenantId tenant,
            ChatRequest request,
            CacheControls controls,
            RoutePolicy policy,
            List<Degradation> degradations) {
        if (templates.isEmpty()) {
            return CacheLookup.miss();
        }
        try {
            return templates
                    .get()
                    .find(
                            tenant,
                            request,
                            controls,
                            policy.keptApart(),
                            answer -> isServable(answer, controls));
        } catch (PartUnavailableException e) {
            if (!degradations.contains(e.degradation())) {
                degradations.add(e.degradation());
            }
            return CacheLookup.miss();
        }
    }

    private Optional<CachedAnswer> servable(CachedAnswer answer, CacheControls controls) {
        return Optional.of(answer).filter(kept -> isServable(kept, controls));
    }

    private boolean isServable(CachedAnswer answer, CacheControls controls) {
        Instant now = clock.instant();
        return answer.isLive(now)
                && controls.maxAge()
                        .map(maxAge -> !answer.answeredAt().plus(maxAge).isBefore(now))
                        .orElse(true);
    }
}
