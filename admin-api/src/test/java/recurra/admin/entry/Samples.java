package recurra.admin.entry;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import recurra.matching.EntryId;
import recurra.matching.TenantId;
import recurra.matching.request.ChatRequest;
import recurra.store.answer.CachedAnswer;
import recurra.store.answer.RecordedAnswer;
import recurra.store.answer.Usage;
import recurra.store.entry.Entry;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Entries for tests. */
final class Samples {
    private static final JsonMapper JSON = new JsonMapper();

    private Samples() {}

    /** The request whose only message is the question. */
    static ChatRequest request(String model, String question) {
        ObjectNode body = JSON.createObjectNode().put("model", model);
        body.putArray("messages").addObject().put("role", "user").put("content", question);
        return ChatRequest.ofCanonical(body.toString());
    }

    static Entry entry(String tenant, String model, String question, Instant answeredAt) {
        return entry(tenant, model, question, answeredAt, null);
    }

    static Entry entry(
            String tenant,
            String model,
            String question,
            Instant answeredAt,
            @Nullable Instant expiresAt) {
        ChatRequest request = request(model, question);
        TenantId owner = new TenantId(tenant);
        return new Entry(
                owner,
                request.scopeKey(),
                request.normalizedKey(),
                UUID.randomUUID(),
                request.canonical(),
                Optional.of(question),
                new CachedAnswer(
                        EntryId.of(owner, request.exactKey()),
                        request.exactKey(),
                        model,
                        model + "-2026-01-01",
                        "test-provider",
                        new Usage(11, 22, 3),
                        1_234_567L,
                        answeredAt,
                        expiresAt,
                        answer()));
    }

    /** A completion that says "Ulaanbaatar". */
    static RecordedAnswer answer() {
        return new RecordedAnswer(
                RecordedAnswer.Mode.JSON, List.of(new RecordedAnswer.Event(1000, COMPLETION)));
    }

    static final String COMPLETION =
            """
            {"id":"chatcmpl-1","object":"chat.completion","created":1767225600,"model":"gpt-4o-2026-01-01",\
            "choices":[{"index":0,"message":{"role":"assistant","content":"Ulaanbaatar"},"finish_reason":"stop"}],\
            "usage":{"prompt_tokens":11,"completion_tokens":22,"total_tokens":33}}\
            """;
}
