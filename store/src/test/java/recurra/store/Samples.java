package recurra.store;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import recurra.matching.EntryId;
import recurra.matching.ExactKey;
import recurra.matching.NormalizedKey;
import recurra.matching.ScopeKey;
import recurra.matching.Sha256;
import recurra.matching.TenantId;
import recurra.store.answer.CachedAnswer;
import recurra.store.answer.RecordedAnswer;
import recurra.store.answer.Usage;

/** Tenants, keys and answers for tests. */
public final class Samples {
    public static final TenantId ACME = new TenantId("acme");
    public static final TenantId GLOBEX = new TenantId("globex");

    /** A time with microseconds, which every store keeps. */
    public static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123456Z");

    private Samples() {}

    public static ExactKey exactKey(String request) {
        return new ExactKey(Sha256.hex("exact " + request));
    }

    public static ScopeKey scopeKey(String scope) {
        return new ScopeKey(Sha256.hex("scope " + scope));
    }

    public static NormalizedKey normalizedKey(String question) {
        return new NormalizedKey(Sha256.hex("normalized " + question), NormalizedKey.UNMARKED_TEXT);
    }

    public static CachedAnswer answer(
            TenantId tenant, String request, String text, Instant answeredAt) {
        return answer(tenant, request, text, answeredAt, null);
    }

    public static CachedAnswer answer(
            TenantId tenant,
            String request,
            String text,
            Instant answeredAt,
            @Nullable Instant expiresAt) {
        return new CachedAnswer(
                EntryId.of(tenant, exactKey(request)),
                exactKey(request),
                "gpt-4o-mini",
                "gpt-4o-mini-2024-07-18",
                "openai",
                new Usage(12, 34, 8),
                5_600L,
                answeredAt,
                expiresAt,
                completion(text));
    }

    /** An answer that says the text; the text stands in JSON as it is. */
    public static RecordedAnswer completion(String text) {
        String body =
                """
                {"id":"chatcmpl-1","object":"chat.completion","created":1772366400,"model":"gpt-4o-mini-2024-07-18",\
                "choices":[{"index":0,"message":{"role":"assistant","content":"%s"},"finish_reason":"stop"}]}\
                """
                        .formatted(text);
        return new RecordedAnswer(
                RecordedAnswer.Mode.JSON, List.of(new RecordedAnswer.Event(250_000, body)));
    }

    /** A text that does not compress well, the same each time. */
    public static String randomLetters(int length) {
        return new Random(1)
                .ints(length, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
