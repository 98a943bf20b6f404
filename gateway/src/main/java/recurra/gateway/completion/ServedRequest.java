package recurra.gateway.completion;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import recurra.events.ServedOutcome;
import recurra.gateway.lookup.CacheLookup.Weighed;
import recurra.gateway.lookup.Degradation;
import recurra.matching.ExactKey;
import recurra.matching.TenantId;
import recurra.matching.request.ChatRequest;
import recurra.store.answer.Usage;

/** How one request was served, filled in as that becomes known. For the request's thread. */
final class ServedRequest {
    private final String requestId;
    private final Optional<String> traceparent;
    private final Instant arrivedAt;
    private final long arrivedNanos = System.nanoTime();

    private @Nullable TenantId tenant;
    private @Nullable ChatRequest request;
    private @Nullable String provider;
    private ServedOutcome outcome = ServedOutcome.FAILED;
    private int status;
    private @Nullable String errorCode;
    private @Nullable ExactKey entryExactKey;
    private boolean saves;
    private Optional<Weighed> evidence = Optional.empty();
    private List<Degradation> degradations = List.of();
    private Optional<Usage> usage = Optional.empty();
    private @Nullable Long spentNanoUsd;
    private @Nullable Long savedNanoUsd;

    ServedRequest(String requestId, Optional<String> traceparent, Instant arrivedAt) {
        this.requestId = requestId;
        this.traceparent = traceparent;
        this.arrivedAt = arrivedAt;
    }

    void understood(TenantId asker, ChatRequest asked) {
        tenant = asker;
        request = asked;
    }

    void lookedUp(Optional<Weighed> found, List<Degradation> without) {
        evidence = found;
        degradations = without;
    }

    void hit(ServedOutcome how, ExactKey entry, Optional<Usage> tokens, Optional<Long> saved) {
        outcome = how;
        status = 200;
        entryExactKey = entry;
        saved(tokens, saved);
    }

    /** It has joined one that is on its way to the provider. */
    void joined(ExactKey entry) {
        outcome = ServedOutcome.JOINED;
        status = 200;
        entryExactKey = entry;
        spentNanoUsd = 0L;
    }

    /** The answer cost nothing; this is what it would have. */
    void saved(Optional<Usage> tokens, Optional<Long> cost) {
        saves = true;
        usage = tokens;
        spentNanoUsd = 0L;
        savedNanoUsd = cost.orElse(null);
    }

    void called(String name) {
        provider = name;
    }

    /** The provider answered; whether the answer was one shows its status. */
    void missed(int httpStatus) {
        status = httpStatus;
        outcome = httpStatus < 400 ? ServedOutcome.MISS : ServedOutcome.FAILED;
        if (httpStatus >= 400) {
            errorCode = "upstream_status_" + httpStatus;
        }
    }

    void spent(Optional<Usage> tokens, Optional<Long> cost) {
        saves = false;
        usage = tokens;
        spentNanoUsd = cost.orElse(null);
        savedNanoUsd = 0L;
    }

    void failed(int httpStatus, String code) {
        outcome = ServedOutcome.FAILED;
        status = httpStatus;
        errorCode = code;
    }

    String requestId() {
        return requestId;
    }

    Optional<String> traceparent() {
        return traceparent;
    }

    Instant arrivedAt() {
        return arrivedAt;
    }

    long arrivedNanos() {
        return arrivedNanos;
    }

    Optional<TenantId> tenant() {
        return Optional.ofNullable(tenant);
    }

    Optional<ChatRequest> request() {
        return Optional.ofNullable(request);
    }

    Optional<String> provider() {
        return Optional.ofNullable(provider);
    }

    ServedOutcome outcome() {
        return outcome;
    }

    int status() {
        return status;
    }

    Optional<String> errorCode() {
        return Optional.ofNullable(errorCode);
    }

    Optional<ExactKey> entryExactKey() {
        return Optional.ofNullable(entryExactKey);
    }

    /** Whether its tokens and dollars are ones that were not spent. */
    boolean saves() {
        return saves;
    }

    Optional<Weighed> evidence() {
        return evidence;
    }

    List<Degradation> degradations() {
        return degradations;
    }

    Optional<Usage> usage() {
        return usage;
    }

    OptionalLong spentNanoUsd() {
        return optional(spentNanoUsd);
    }

    OptionalLong savedNanoUsd() {
        return optional(savedNanoUsd);
    }

    private static OptionalLong optional(@Nullable Long value) {
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
