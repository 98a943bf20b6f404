package recurra.indexer;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import recurra.events.AnswerMode;
import recurra.events.EntryInvalidated;
import recurra.events.FingerprintComputed;
import recurra.events.InteractionCompleted;
import recurra.events.MatchEvidence;
import recurra.events.ProviderEvent;
import recurra.events.RequestServed;
import recurra.events.ServedOutcome;
import recurra.events.TokenUsage;
import recurra.matching.EntryId;
import recurra.matching.ExactKey;
import recurra.matching.TenantId;
import recurra.matching.request.ChatRequest;
import recurra.matching.request.InvalidRequestException;
import recurra.matching.request.RequestLimits;
import recurra.matching.template.PromptFeatures;
import recurra.matching.template.SimHash;
import recurra.store.template.TemplateDimensions;

/** Events as the gateway, the embedder and the administrator write them. */
public final class LoggedEvents {
    public static final TenantId TENANT = new TenantId("acme");
    public static final Instant AT = Instant.parse("2026-03-04T05:06:07.123456Z");

    private LoggedEvents() {}

    /** A question that was asked and answered. */
    public static ChatRequest request(String question) {
        String body =
                """
                {"model": "gpt-4o", "messages": [
                  {"role": "system", "content": "You answer briefly."},
                  {"role": "user", "content": "%s"}]}
                """
                        .formatted(question);
        try {
            return ChatRequest.parse(body.getBytes(StandardCharsets.UTF_8), RequestLimits.DEFAULTS);
        } catch (InvalidRequestException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public static EntryId entryId(String question) {
        return EntryId.of(TENANT, key(question));
    }

    public static ExactKey key(String question) {
        return request(question).exactKey();
    }

    public static InteractionCompleted.Builder interaction(
            String question, String answer, Instant at) {
        ChatRequest request = request(question);
        return InteractionCompleted.newBuilder()
                .setEventId(id("interaction", question, at))
                .setOccurredAt(at)
                .setTenantId(TENANT.value())
                .setExactKey(request.exactKey().hex())
                .setScopeKey(request.scopeKey().hex())
                .setCanonicalRequest(request.canonical())
                .setMode(AnswerMode.JSON)
                .setEvents(List.of(new ProviderEvent(250_000L, completion(answer))))
                .setModel("gpt-4o")
                .setAnsweredModel("gpt-4o-2024-08-06")
                .setProvider("simulator")
                .setUsage(new TokenUsage(12L, 34L, 5L))
                .setCostNanoUsd(67_000L)
                .setLatencyMicros(900_000L)
                .setFirstTokenMicros(250_000L);
    }

    public static FingerprintComputed.Builder fingerprint(String question, Instant at) {
        ChatRequest request = request(question);
        return FingerprintComputed.newBuilder()
                .setEventId(id("fingerprint", question, at))
                .setOccurredAt(at.plusSeconds(1))
                .setTenantId(TENANT.value())
                .setExactKey(request.exactKey().hex())
                .setScopeKey(request.scopeKey().hex())
                .setInteractionId(id("interaction", question, at))
                .setInteractionAt(at)
                .setModel("gpt-4o")
                .setSimHash(SimHash.of(question))
                .setEmbeddingModel("e5-small-v2")
                .setEmbeddingVersion("1")
                .setEmbedding(unitVector(question.hashCode()))
                .setFeaturesVersion(PromptFeatures.VERSION)
                .setFeatures(PromptFeatures.of(question).toJson());
    }

    public static EntryInvalidated.Builder invalidation(String question, Instant at) {
        return EntryInvalidated.newBuilder()
                .setEventId(id("invalidation", question, at))
                .setOccurredAt(at)
                .setTenantId(TENANT.value())
                .setExactKey(key(question).hex())
                .setActor("admin")
                .setReason("wrong answer");
    }

    public static RequestServed.Builder served(String question, Instant at) {
        return RequestServed.newBuilder()
                .setEventId(id("served", question, at))
                .setOccurredAt(at)
                .setTenantId(TENANT.value())
                .setRequestId("req_" + question.hashCode())
                .setExactKey(key(question).hex())
                .setModel("gpt-4o")
                .setOutcome(ServedOutcome.TEMPLATE)
                .setStream(false)
                .setStatus(200)
                .setEntryExactKey(key(question).hex())
                .setEvidence(
                        new MatchEvidence(
                                key(question).hex(), 0.98, 0.95, List.of("numbers"), null))
                .setDegraded(List.of())
                .setUsage(new TokenUsage(12L, 34L, 5L))
                .setSavedNanoUsd(67_000L)
                .setLatencyMicros(20_000L)
                .setFirstByteMicros(18_000L);
    }

    private static UUID id(String kind, String question, Instant at) {
        return UUID.nameUUIDFromBytes(
                (kind + "/" + question + "/" + at).getBytes(StandardCharsets.UTF_8));
    }

    private static String completion(String answer) {
        return """
        {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-4o-2024-08-06",\
        "choices":[{"index":0,"message":{"role":"assistant","content":"%s"},"finish_reason":"stop"}],\
        "usage":{"prompt_tokens":12,"completion_tokens":34,"total_tokens":46}}\
        """
                .formatted(answer);
    }

    private static List<Float> unitVector(int seed) {
        Random random = new Random(seed);
        double[] numbers = random.doubles(TemplateDimensions.COUNT, -1, 1).toArray();
        double squares = 0;
        for (double number : numbers) {
            squares += number * number;
        }
        List<Float> unit = new ArrayList<>(numbers.length);
        for (double number : numbers) {
            unit.add((float) (number / Math.sqrt(squares)));
        }
        return unit;
    }
}
