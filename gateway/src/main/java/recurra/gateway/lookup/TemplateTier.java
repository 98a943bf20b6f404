package recurra.gateway.lookup;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import recurra.gateway.cachecontrol.CacheControls;
import recurra.gateway.lookup.Degradation.Part;
import recurra.gateway.lookup.Degradation.Reason;
import recurra.gateway.lookup.QuestionEmbedder.Embedded;
import recurra.gateway.metrics.GatewayMetric;
import recurra.matching.EntryId;
import recurra.matching.ExactKey;
import recurra.matching.ScopeKey;
import recurra.matching.Sha256;
import recurra.matching.TenantId;
import recurra.matching.request.ChatRequest;
import recurra.matching.request.ModelFamily;
import recurra.matching.template.Eligibility;
import recurra.matching.template.PromptFeatures;
import recurra.matching.template.SimHash;
import recurra.matching.template.TemplateCandidate;
import recurra.matching.template.TemplateDecision;
import recurra.matching.template.TemplateMatcher;
import recurra.matching.text.Phrases;
import recurra.store.answer.AnswerContent;
import recurra.store.answer.CachedAnswer;
import recurra.store.entry.EntryReader;
import recurra.store.template.ModelFilter;
import recurra.store.template.TemplateIndex;
import recurra.store.template.TemplateNeighbor;
import recurra.store.template.TemplateQuery;

/**
 * Finds the answer to the same question in other words: nearest questions of the scope by vector,
 * for long ones those alike by SimHash too, then the matcher's decision. A scope that holds nothing
 * is a miss without a vector. Within a budget of time; what is still running when it is spent is
 * interrupted and its result is not used. Safe for threads.
 */
public final class TemplateTier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TemplateTier.class);

    private static final int MOST_SCOPES = 10_000;

    /** A scope that was emptied meanwhile costs a search that finds nothing. */
    private static final Duration HELD_FOR = Duration.ofMinutes(1);

    /**
     * From about so many characters on, the bundled model may not see all of a text that is not
     * English; of English ones its vector begins to blur later.
     */
    private static final int LONG = 500;

    /** Nine of ten rewordings of a long prompt differ in no more; unlike texts differ in 32. */
    private static final int ALIKE_BITS = 12;

    private static final String PROBE_QUESTION = "Is the template tier ready?";
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(1);
    private static final TenantId PROBE_TENANT = new TenantId("health");
    private static final ScopeKey PROBE_SCOPE = new ScopeKey(Sha256.hex(PROBE_QUESTION));
    private static final EntryId PROBE_ENTRY =
            EntryId.of(PROBE_TENANT, new ExactKey(Sha256.hex(PROBE_QUESTION)));

    private final QuestionEmbedder embedder;
    private final PartGuard embedderGuard;
    private final TemplateIndexSource index;
    private final EntryReader entries;
    private final PartGuard postgres;
    private final TemplateMatcher matcher;
    private final Duration budget;
    private final int candidates;
    private final Semaphore permits;
    private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);

    /** Scopes that were seen to hold something. Others are asked for again each time. */
    private final Cache<HeldScope, Boolean> held =
            Caffeine.newBuilder().maximumSize(MOST_SCOPES).expireAfterWrite(HELD_FOR).build();

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    private record HeldScope(TenantId tenant, ScopeKey scopeKey, ModelFilter models) {}

    /** What came of a request here. */
    private enum Outcome {
        /** Similarity must not touch the question. */
        INELIGIBLE,
        /** The scope holds nothing to compare with, so nothing was embedded. */
        EMPTY_SCOPE,
        /** The question was compared, and none of its neighbours is the same. */
        MISS,
        HIT,
        /** A part did not help in time. */
        FAILED
    }

    /**
     * @param budget the most time that a request spends here
     * @param candidates how many neighbours are weighed
     * @param concurrency how many requests may be here at once
     */
    public TemplateTier(
            QuestionEmbedder embedder,
            PartGuard embedderGuard,
            TemplateIndexSource index,
            EntryReader entries,
            PartGuard postgres,
            TemplateMatcher matcher,
            Duration budget,
            int candidates,
            int concurrency,
            MeterRegistry meters) {
        this.embedder = embedder;
        this.embedderGuard = embedderGuard;
        this.index = index;
        this.entries = entries;
        this.postgres = postgres;
        this.matcher = matcher;
        this.budget = budget;
        this.candidates = candidates;
        this.permits = new Semaphore(concurrency);
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(
                    outcome,
                    meters.counter(
                            GatewayMetric.TEMPLATE_LOOKUPS.key(),
                            "outcome",
                            outcome.name().toLowerCase(Locale.ROOT)));
        }
    }

    /**
     * A hit, or a miss with what is known of the nearest candidate. A question that similarity must
     * not touch is a miss without a search.
     *
     * @param keptApart phrases whose questions are not compared
     * @param servable which kept answers the client accepts
     * @throws PartUnavailableException when a part that is needed does not answer within the budget
     */
    CacheLookup find(
            TenantId tenant,
            ChatRequest request,
            CacheControls controls,
            Phrases keptApart,
            Predicate<CachedAnswer> servable) {
        Optional<String> question =
                request.compared().filter(text -> isEligible(text, request, keptApart));
        if (question.isEmpty()) {
            count(Outcome.INELIGIBLE);
            return CacheLookup.miss();
        }
        try {
            return findWithinBudget(tenant, request, question.get(), controls, servable);
        } catch (PartUnavailableException e) {
            count(Outcome.FAILED);
            throw e;
        }
    }

    private static boolean isEligible(String question, ChatRequest request, Phrases keptApart) {
        return Eligibility.of(question, request.declaration().alsoCompared(), keptApart)
                instanceof Eligibility.Eligible;
    }

    private CacheLookup findWithinBudget(
            TenantId tenant,
            ChatRequest request,
            String question,
            CacheControls controls,
            Predicate<CachedAnswer> servable) {
        TemplateIndex found = index.get();
        if (!permits.tryAcquire()) {
            throw new PartUnavailableException(new Degradation(Part.TEMPLATE, Reason.BUSY), null);
        }
        long endNanos = System.nanoTime() + budget.toNanos();
        TimeSpent spent = new TimeSpent(Part.POSTGRES);
        Future<CacheLookup> search =
                executor.submit(() -> {
                    try {
                        return search(
                                tenant, request, question, controls, servable, found, endNanos,
                                spent);
                    } finally {
                        permits.release();
                    }
                });
        return await(search, spent);
    }

    private void count(Outcome outcome) {
        Objects.requireNonNull(outcomes.get(outcome)).increment();
    }

    /**
     * Whether the embedder, the index and the entries answer a question that nobody asked. What
     * keeps asking also keeps the way warm, so that the first client finds it within the budget.
     */
    public boolean isReady() {
        Embedded embedded = embedderGuard.call(() -> embedder.embed(PROBE_QUESTION, PROBE_TIMEOUT));
        TemplateQuery query =
                new TemplateQuery(
                        PROBE_TENANT,
                        PROBE_SCOPE,
                        new ModelFilter.Any(),
                        embedded.space(),
                        embedded.vector(),
                        PromptFeatures.VERSION,
                        candidates);
        TemplateIndex found = index.get();
        postgres.call(() -> found.holds(PROBE_TENANT, PROBE_SCOPE, query.models()));
        postgres.call(() -> found.nearest(query));
        postgres.call(() -> entries.find(PROBE_TENANT, List.of(PROBE_ENTRY)));
        // Loads the lexicon and the trees, which takes longer than a request may be here.
        matcher.decide(
                embedded.features(),
                List.of(new TemplateCandidate(PROBE_ENTRY, 1, embedded.features(), "")));
        return true;
    }

    private CacheLookup await(Future<CacheLookup> search, TimeSpent spent) {
        try {
            return search.get(budget.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            search.cancel(true);
            throw new PartUnavailableException(new Degradation(spent.mostOn(), Reason.TIMEOUT), e);
        } catch (InterruptedException e) {
            search.cancel(true);
            Thread.currentThread().interrupt();
            throw new PartUnavailableException(new Degradation(Part.TEMPLATE, Reason.ERROR), e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PartUnavailableException unavailable) {
                throw unavailable;
            }
            LOG.atError().setCause(e).log("The template tier failed");
            throw new PartUnavailableException(new Degradation(Part.TEMPLATE, Reason.ERROR), e);
        }
    }

    private CacheLookup search(
            TenantId tenant,
            ChatRequest request,
            String question,
            CacheControls controls,
            Predicate<CachedAnswer> servable,
            TemplateIndex found,
            long endNanos,
            TimeSpent spent) {
        ScopeKey scopeKey = request.scopeKey();
        ModelFilter models = models(request.model(), controls);
        if (!holds(found, new HeldScope(tenant, scopeKey, models))) {
            count(Outcome.EMPTY_SCOPE);
            return CacheLookup.miss();
        }
        spent.turnTo(Part.EMBEDDER);
        Duration left = Duration.ofNanos(Math.max(1, endNanos - System.nanoTime()));
        Embedded embedded = embedderGuard.call(() -> embedder.embed(question, left));
        spent.turnTo(Part.POSTGRES);
        TemplateQuery query =
                new TemplateQuery(
                        tenant,
                        scopeKey,
                        models,
                        embedded.space(),
                        embedded.vector(),
                        PromptFeatures.VERSION,
                        candidates);
        Collection<TemplateNeighbor> neighbors =
                postgres.call(() -> nominate(found, query, question));
        if (neighbors.isEmpty()) {
            count(Outcome.MISS);
            return CacheLookup.miss();
        }
        List<EntryId> ids = neighbors.stream().map(TemplateNeighbor::entryId).toList();
        Map<EntryId, CachedAnswer> answers = postgres.call(() -> entries.find(tenant, ids));
        List<TemplateCandidate> weighed = new ArrayList<>();
        for (TemplateNeighbor neighbor : neighbors) {
            CachedAnswer kept = answers.get(neighbor.entryId());
            if (kept != null && servable.test(kept)) {
                candidate(neighbor, kept).ifPresent(weighed::add);
            }
        }
        // The matcher names none but the candidates that it was given.
        Function<EntryId, CachedAnswer> answer = id -> Objects.requireNonNull(answers.get(id));
        spent.turnTo(Part.TEMPLATE);
        return switch (matcher.decide(embedded.features(), weighed)) {
            case TemplateDecision.Accepted(var candidate, var evidence) -> {
                count(Outcome.HIT);
                yield new CacheLookup.TemplateHit(answer.apply(candidate.entryId()), evidence);
            }
            case TemplateDecision.Refused(var evidence, _) -> {
                count(Outcome.MISS);
                yield new CacheLookup.Miss(
                        evidence.map(refused ->
                                new CacheLookup.Weighed(
                                        answer.apply(refused.candidate()).exactKey(), refused)));
            }
        };
    }

    /** The nearest by vector and, of a long question, those that share nearly all words with it. */
    private static Collection<TemplateNeighbor> nominate(
            TemplateIndex index, TemplateQuery query, String question) {
        List<TemplateNeighbor> nearest = index.nearest(query);
        if (question.length() < LONG) {
            return nearest;
        }
        Map<EntryId, TemplateNeighbor> nominated = new LinkedHashMap<>();
        nearest.forEach(neighbor -> nominated.put(neighbor.entryId(), neighbor));
        index.alike(query, SimHash.of(question), ALIKE_BITS)
                .forEach(neighbor -> nominated.putIfAbsent(neighbor.entryId(), neighbor));
        return nominated.values();
    }

    private boolean holds(TemplateIndex found, HeldScope scope) {
        if (held.getIfPresent(scope) != null) {
            return true;
        }
        boolean holds =
                postgres.call(() -> found.holds(scope.tenant(), scope.scopeKey(), scope.models()));
        if (holds) {
            held.put(scope, true);
        }
        return holds;
    }

    /** A neighbour whose features cannot be read is passed over: the others may still answer. */
    private static Optional<TemplateCandidate> candidate(
            TemplateNeighbor neighbor, CachedAnswer kept) {
        try {
            return Optional.of(
                    new TemplateCandidate(
                            neighbor.entryId(),
                            neighbor.cosine(),
                            PromptFeatures.fromJson(neighbor.features()),
                            AnswerContent.digest(kept.answer())));
        } catch (IllegalArgumentException e) {
            LOG.atWarn()
                    .addKeyValue("entry", neighbor.entryId())
                    .setCause(e)
                    .log("The features of an entry cannot be read; it is passed over");
            return Optional.empty();
        }
    }

    private static ModelFilter models(String model, CacheControls controls) {
        return switch (controls.modelCompat()) {
            case STRICT -> new ModelFilter.Strict(model);
            case FAMILY -> new ModelFilter.Family(ModelFamily.of(model));
            case ANY -> new ModelFilter.Any();
        };
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
