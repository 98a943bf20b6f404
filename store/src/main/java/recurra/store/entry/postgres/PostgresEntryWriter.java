package recurra.store.entry.postgres;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import recurra.matching.EntryId;
import recurra.matching.NormalizedKey;
import recurra.matching.TenantId;
import recurra.store.answer.AnswerCodec;
import recurra.store.answer.AnswerContent;
import recurra.store.answer.CachedAnswer;
import recurra.store.answer.Usage;
import recurra.store.entry.Entry;
import recurra.store.entry.EntryWriter;
import recurra.store.postgres.PostgresText;

/**
 * Keeps entries in Postgres, each change in one statement. Failures of the database come out as
 * {@link org.springframework.dao.DataAccessException}: consumers wait and try again.
 */
public final class PostgresEntryWriter implements EntryWriter {
    /** Of two answers of one microsecond, the id decides, so that any order gives the same. */
    private static final String UPSERT =
            """
            insert into recurra.entry as held (
                tenant_id, entry_id, exact_key, scope_key, normalized_key, interaction_id, model, answered_model, provider,
                canonical_request, question, answer, answer_digest, prompt_tokens, completion_tokens, cached_prompt_tokens,
                cost_nano_usd, answered_at, expires_at)
            select
                :tenant, :id, :exactKey, :scopeKey, :normalizedKey, :interactionId, :model, :answeredModel, :provider,
                :canonicalRequest, :question, :answer, :answerDigest, :promptTokens, :completionTokens, :cachedPromptTokens,
                :costNanoUsd, :answeredAt, :expiresAt
            where not exists (
                select from recurra.entry_invalidation
                where tenant_id = :tenant and entry_id = :id and invalidated_at >= :answeredAt)
            on conflict (tenant_id, entry_id) do update set
                exact_key = excluded.exact_key,
                scope_key = excluded.scope_key,
                normalized_key = excluded.normalized_key,
                interaction_id = excluded.interaction_id,
                model = excluded.model,
                answered_model = excluded.answered_model,
                provider = excluded.provider,
                canonical_request = excluded.canonical_request,
                question = excluded.question,
                answer = excluded.answer,
                answer_digest = excluded.answer_digest,
                prompt_tokens = excluded.prompt_tokens,
                completion_tokens = excluded.completion_tokens,
                cached_prompt_tokens = excluded.cached_prompt_tokens,
                cost_nano_usd = excluded.cost_nano_usd,
                answered_at = excluded.answered_at,
                expires_at = excluded.expires_at
            where (excluded.answered_at, excluded.interaction_id) >= (held.answered_at, held.interaction_id)
            """;

    private static final String INVALIDATE =
            """
            with known as (
                insert into recurra.entry_invalidation as held (tenant_id, entry_id, invalidated_at, actor, reason)
                values (:tenant, :id, :invalidatedAt, :actor, :reason)
                on conflict (tenant_id, entry_id) do update set
                    invalidated_at = excluded.invalidated_at,
                    actor = excluded.actor,
                    reason = excluded.reason
                where excluded.invalidated_at > held.invalidated_at)
            delete from recurra.entry
            where tenant_id = :tenant and entry_id = :id and answered_at <= :invalidatedAt
            """;

    private final JdbcClient jdbc;

    public PostgresEntryWriter(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
    }

    @Override
    public boolean upsert(Entry entry) {
        CachedAnswer answer = entry.answer();
        Usage usage = answer.usage();
        return jdbc.sql(UPSERT)
                        .param("tenant", entry.tenant().value())
                        .param("id", answer.entryId().value())
                        .param("exactKey", answer.exactKey().bytes())
                        .param("scopeKey", entry.scopeKey().bytes())
                        .param(
                                "normalizedKey",
                                entry.normalizedKey().map(NormalizedKey::bytes).orElse(null))
                        .param("interactionId", entry.interactionId())
                        .param("model", PostgresText.plain(answer.model()))
                        .param("answeredModel", PostgresText.plain(answer.answeredModel()))
                        .param("provider", PostgresText.plain(answer.provider()))
                        .param("canonicalRequest", PostgresText.json(entry.canonicalRequest()))
                        .param("question", entry.question().map(PostgresText::plain).orElse(null))
                        .param("answer", AnswerCodec.encodeRecording(answer.answer()))
                        .param(
                                "answerDigest",
                                HexFormat.of().parseHex(AnswerContent.digest(answer.answer())))
                        .param("promptTokens", usage == null ? null : usage.promptTokens())
                        .param("completionTokens", usage == null ? null : usage.completionTokens())
                        .param(
                                "cachedPromptTokens",
                                usage == null ? null : usage.cachedPromptTokens())
                        .param("costNanoUsd", answer.costNanoUsd())
                        .param("answeredAt", answer.answeredAt().atOffset(ZoneOffset.UTC))
                        .param(
                                "expiresAt",
                                answer.expiresAt() == null
                                        ? null
                                        : answer.expiresAt().atOffset(ZoneOffset.UTC))
                        .update()
                > 0;
    }

    @Override
    public boolean invalidate(
            TenantId tenant,
            EntryId id,
            Instant invalidatedAt,
            String actor,
            @Nullable String reason) {
        return jdbc.sql(INVALIDATE)
                        .param("tenant", tenant.value())
                        .param("id", id.value())
                        .param("invalidatedAt", invalidatedAt.atOffset(ZoneOffset.UTC))
                        .param("actor", PostgresText.plain(actor))
                        .param("reason", reason == null ? null : PostgresText.plain(reason))
                        .update()
                > 0;
    }

    @Override
    public void clear() {
        jdbc.sql("truncate recurra.entry, recurra.entry_invalidation").update();
    }
}
