package recurra.gateway.completion;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import recurra.gateway.cost.Cost;
import recurra.gateway.http.ClientResponse;
import recurra.gateway.lookup.CacheLookup;
import recurra.gateway.lookup.Degradation;
import recurra.gateway.provider.Failover;
import recurra.matching.EntryId;
import recurra.store.answer.CachedAnswer;

/** What the headers of a response say about where it came from. */
final class ResponseHeaders {
    /**
     * What the answer cost, in US dollars; absent where that is not known when the headers go out.
     */
    static final String COST = "x-recurra-cost-usd";

    /** What the answer would have cost, in US dollars. */
    static final String SAVED = "x-recurra-saved-usd";

    private static final String HIT = "x-cache-hit";
    private static final String MATCH = "x-cache-match";
    private static final String SCORE = "x-cache-score";
    private static final String PROVENANCE = "x-cache-provenance";
    private static final String SOURCE_MODEL = "x-cache-source-model";
    private static final String AGE_SECONDS = "x-cache-age";
    private static final String DEGRADED = "x-cache-degraded";
    private static final String DEGRADED_REASON = "x-cache-degraded-reason";
    private static final String PROVIDER = "x-recurra-provider";

    /** Which providers did not answer before, and why. */
    static final String FAILOVERS = "x-recurra-failovers";

    private ResponseHeaders() {}

    /** What holds until something better is known. */
    static void unanswered(ClientResponse client) {
        client.header(HIT, "false");
        client.header(MATCH, "none");
    }

    static void degraded(List<Degradation> degradations, ClientResponse client) {
        if (!degradations.isEmpty()) {
            client.header(DEGRADED, "true");
            client.header(
                    DEGRADED_REASON,
                    degradations.stream()
                            .map(Degradation::toString)
                            .collect(Collectors.joining(", ")));
        }
    }

    static void provider(String name, ClientResponse client) {
        client.header(PROVIDER, name);
    }

    /** What the header says of the providers that did not answer; empty where there are none. */
    static Optional<String> failovers(List<Failover> failovers) {
        return failovers.isEmpty() ? Optional.empty() : Optional.of(Failover.text(failovers));
    }

    /** No provider answered; the header says which ones did not, and why. */
    static void nobody(String tried, ClientResponse client) {
        client.remove(PROVIDER);
        client.header(FAILOVERS, tried);
    }

    static void hit(CacheLookup.Hit hit, OptionalLong saved, Clock clock, ClientResponse client) {
        CachedAnswer answer = hit.answer();
        long age = Math.max(0, Duration.between(answer.answeredAt(), clock.instant()).toSeconds());
        client.header(HIT, "true");
        client.header(MATCH, match(hit));
        if (hit instanceof CacheLookup.TemplateHit(_, var evidence)) {
            client.header(SCORE, String.format(Locale.ROOT, "%.4f", evidence.score()));
        }
        client.header(PROVENANCE, answer.entryId().toString());
        client.header(SOURCE_MODEL, answer.answeredModel());
        client.header(AGE_SECONDS, Long.toString(age));
        client.header("Age", Long.toString(age));
        client.header(PROVIDER, answer.provider());
        client.header(COST, Cost.usd(0));
        saved(saved, client);
    }

    /** It is the answer to an identical request that is on its way. */
    static void joined(EntryId entry, ClientResponse client) {
        client.header(HIT, "true");
        client.header(MATCH, "joined");
        client.header(PROVENANCE, entry.toString());
        client.header(COST, Cost.usd(0));
    }

    static void saved(OptionalLong saved, ClientResponse client) {
        saved.ifPresent(amount -> client.header(SAVED, Cost.usd(amount)));
    }

    private static String match(CacheLookup.Hit hit) {
        return switch (hit) {
            case CacheLookup.ExactHit _ -> "exact";
            case CacheLookup.NormalizedHit _ -> "normalized";
            case CacheLookup.TemplateHit _ -> "template";
        };
    }
}
