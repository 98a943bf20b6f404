package recurra.store.accounting;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import recurra.events.MatchEvidence;
import recurra.events.RequestServed;
import recurra.events.TokenUsage;
import recurra.matching.EntryId;
import recurra.matching.ExactKey;
import recurra.matching.TenantId;
import recurra.store.postgres.PostgresText;

/**
 * The requests that were served, one row each, in Postgres. Joins the transaction of its thread.
 * Safe for threads.
 */
public final class ServedRequests {
    private static final String INSERT =
            """
            insert into recurra.served_request (
                event_id, tenant_id, occurred_at, request_id, traceparent, exact_key, model, provider, outcome, stream,
                status, error_code, entry_id, candidate_entry_id, score, threshold, guards_passed, veto, degraded,
                prompt_tokens, completion_tokens, cached_prompt_tokens, spent_nano_usd, saved_nano_usd, latency_micros,
                first_byte_micros)
            values (
                :eventId, :tenant, :occurredAt, :requestId, :traceparent, :exactKey, :model, :provider, :outcome, :stream,
                :status, :errorCode, :entryId, :candidateEntryId, :score, :threshold, :guardsPassed, :veto, :degraded,
                :promptTokens, :completionTokens, :cachedPromptTokens, :spentNanoUsd, :savedNanoUsd, :latencyMicros,
                :firstByteMicros)
            on conflict do nothing
            """;

    private final NamedParameterJdbcTemplate jdbc;

    public ServedRequests(DataSource dataSource) {
        this.jdbc = new NamedParameterJdbcTemplate(dataSource);
    }

    /**
     * Keeps the requests, each once.
     *
     * @return how many were new
     */
    public int record(Collection<RequestServed> requests) {
        int[] inserted =
                jdbc.batchUpdate(
                        INSERT,
                        requests.stream()
                                .map(ServedRequests::row)
                                .toArray(SqlParameterSource[]::new));
        return IntStream.of(inserted).sum();
    }

    /**
     * Forgets what was served longer ago.
     *
     * @return how many requests were forgotten
     */
    public int purge(Duration olderThan) {
        return jdbc.update(
                """
                delete from recurra.served_request
                where occurred_at < now() - make_interval(secs => :seconds)
                """,
                new MapSqlParameterSource("seconds", olderThan.toSeconds()));
    }

    /** Forgets everything. */
    public void clear() {
        jdbc.getJdbcOperations().execute("truncate recurra.served_request");
    }

    private static SqlParameterSource row(RequestServed served) {
        TenantId tenant = new TenantId(served.getTenantId());
        MatchEvidence evidence = served.getEvidence();
        TokenUsage usage = served.getUsage();
        return new MapSqlParameterSource()
                .addValue("eventId", served.getEventId())
                .addValue("tenant", tenant.value())
                .addValue("occurredAt", served.getOccurredAt().atOffset(ZoneOffset.UTC))
                .addValue("requestId", PostgresText.plain(served.getRequestId()))
                .addValue("traceparent", served.getTraceparent())
                .addValue("exactKey", new ExactKey(served.getExactKey()).bytes())
                .addValue("model", PostgresText.plain(served.getModel()))
                .addValue("provider", served.getProvider())
                .addValue("outcome", served.getOutcome().name())
                .addValue("stream", served.getStream())
                .addValue("status", served.getStatus())
                .addValue("errorCode", served.getErrorCode())
                .addValue("entryId", entryId(tenant, served.getEntryExactKey()))
                .addValue(
                        "candidateEntryId",
                        evidence == null ? null : entryId(tenant, evidence.getCandidateExactKey()))
                .addValue("score", evidence == null ? null : evidence.getScore())
                .addValue("threshold", evidence == null ? null : evidence.getThreshold())
                .addValue(
                        "guardsPassed", evidence == null ? null : array(evidence.getGuardsPassed()))
                .addValue("veto", evidence == null ? null : evidence.getVeto())
                .addValue("degraded", array(served.getDegraded()))
                .addValue("promptTokens", usage == null ? null : usage.getPromptTokens())
                .addValue("completionTokens", usage == null ? null : usage.getCompletionTokens())
                .addValue(
                        "cachedPromptTokens", usage == null ? null : usage.getCachedPromptTokens())
                .addValue("spentNanoUsd", served.getSpentNanoUsd())
                .addValue("savedNanoUsd", served.getSavedNanoUsd())
                .addValue("latencyMicros", served.getLatencyMicros())
                .addValue("firstByteMicros", served.getFirstByteMicros());
    }

    private static @Nullable Object entryId(TenantId tenant, @Nullable String exactKey) {
        return exactKey == null ? null : EntryId.of(tenant, new ExactKey(exactKey)).value();
    }

    private static String[] array(List<String> values) {
        return values.toArray(String[]::new);
    }
}
