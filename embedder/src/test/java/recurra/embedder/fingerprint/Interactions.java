package recurra.embedder.fingerprint;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import recurra.events.AnswerMode;
import recurra.events.InteractionCompleted;
import recurra.events.ProviderEvent;
import recurra.matching.request.ChatRequest;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Interactions for tests. */
final class Interactions {
    private static final JsonMapper JSON = new JsonMapper();

    private Interactions() {}

    /** An answered request whose only message is the question. */
    static InteractionCompleted asking(String question) {
        ObjectNode body = JSON.createObjectNode().put("model", "gpt-4o");
        body.putArray("messages").addObject().put("role", "user").put("content", question);
        ChatRequest request = ChatRequest.ofCanonical(body.toString());
        return InteractionCompleted.newBuilder()
                .setEventId(UUID.randomUUID())
                .setOccurredAt(Instant.parse("2026-01-01T00:00:00.000001Z"))
                .setTenantId("acme")
                .setTraceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .setExactKey(request.exactKey().hex())
                .setScopeKey(request.scopeKey().hex())
                .setCanonicalRequest(request.canonical())
                .setMode(AnswerMode.JSON)
                .setEvents(List.of(new ProviderEvent(1000L, "{}")))
                .setModel("gpt-4o")
                .setAnsweredModel("gpt-4o-2024-08-06")
                .setProvider("test")
                .setUsage(null)
                .setCostNanoUsd(null)
                .setLatencyMicros(1000)
                .setFirstTokenMicros(1000)
                .setExpiresAt(null)
                .build();
    }
}
