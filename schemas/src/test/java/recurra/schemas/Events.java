package recurra.schemas;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import recurra.events.AnswerMode;
import recurra.events.EntryInvalidated;
import recurra.events.FingerprintComputed;
import recurra.events.InteractionCompleted;
import recurra.events.MatchEvidence;
import recurra.events.ProviderEvent;
import recurra.events.RequestServed;
import recurra.events.ServedOutcome;
import recurra.events.TokenUsage;

/** One event of each kind, with every field set. */
final class Events {
    private static final Instant AT =
            Instant.parse("2026-03-04T05:06:07.123456Z").truncatedTo(ChronoUnit.MICROS);
    private static final String KEY = "0123456789abcdef".repeat(4);

    private Events() {}

    static InteractionCompleted interaction() {
        return InteractionCompleted.newBuilder()
                .setEventId(UUID.fromString("0195a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"))
                .setOccurredAt(AT)
                .setTenantId("acme")
                .setTraceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .setExactKey(KEY)
                .setScopeKey(KEY)
                .setCanonicalRequest("{\"messages\":[{\"content\":\"Grüße 👋\"}]}")
                .setMode(AnswerMode.STREAM)
                .setEvents(
                        List.of(
                                new ProviderEvent(250_000L, "{\"choices\":[]}"),
                                new ProviderEvent(1_000L, "{}")))
                .setModel("gpt-4o")
                .setAnsweredModel("gpt-4o-2024-08-06")
                .setProvider("openai")
                .setUsage(new TokenUsage(12L, 34L, 5L))
                .setCostNanoUsd(67_000L)
                .setLatencyMicros(900_000L)
                .setFirstTokenMicros(250_000L)
                .setExpiresAt(AT.plusSeconds(60))
                .build();
    }

    static FingerprintComputed fingerprint() {
        return FingerprintComputed.newBuilder()
                .setEventId(UUID.fromString("11111111-2222-5333-8444-555555555555"))
                .setOccurredAt(AT)
                .setTenantId("acme")
                .setExactKey(KEY)
                .setScopeKey(KEY)
                .setInteractionId(UUID.fromString("0195a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"))
                .setInteractionAt(AT)
                .setModel("gpt-4o")
                .setSimHash(-42L)
                .setEmbeddingModel("e5-small-v2")
                .setEmbeddingVersion("1")
                .setEmbedding(List.of(0.5f, -0.25f))
                .setFeaturesVersion(1)
                .setFeatures("{}")
                .build();
    }

    static EntryInvalidated invalidation() {
        return EntryInvalidated.newBuilder()
                .setEventId(UUID.fromString("0195a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5c"))
                .setOccurredAt(AT)
                .setTenantId("acme")
                .setExactKey(KEY)
                .setActor("admin")
                .setReason("wrong answer")
                .build();
    }

    static RequestServed served() {
        return RequestServed.newBuilder()
                .setEventId(UUID.fromString("0195a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5d"))
                .setOccurredAt(AT)
                .setTenantId("acme")
                .setRequestId("req_1")
                .setExactKey(KEY)
                .setModel("gpt-4o")
                .setOutcome(ServedOutcome.TEMPLATE)
                .setStream(true)
                .setStatus(200)
                .setEntryExactKey(KEY)
                .setEvidence(new MatchEvidence(KEY, 0.98, 0.95, List.of("numbers"), null))
                .setDegraded(List.of("redis"))
                .setSavedNanoUsd(67_000L)
                .setLatencyMicros(20_000L)
                .setFirstByteMicros(18_000L)
                .build();
    }

    static List<SpecificRecord> all() {
        return List.of(interaction(), fingerprint(), invalidation(), served());
    }

    static String topicOf(SpecificRecord event) {
        return switch (event) {
            case InteractionCompleted i -> Topics.INTERACTIONS;
            case FingerprintComputed f -> Topics.FINGERPRINTS;
            case EntryInvalidated i -> Topics.CURATION;
            case RequestServed r -> Topics.REQUESTS;
            default -> throw new AssertionError("No topic for " + event.getSchema().getName());
        };
    }
}
