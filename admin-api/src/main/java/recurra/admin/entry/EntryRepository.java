package recurra.admin.entry;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import recurra.admin.sql.Conditions;
import recurra.admin.web.Usd;
import recurra.matching.EntryId;
import recurra.matching.ExactKey;
import recurra.matching.TenantId;
import recurra.store.answer.AnswerCodec;
import recurra.store.answer.AnswerContent;
import recurra.store.answer.RecordedAnswer;
import tools.jackson.databind.json.JsonMapper;

/** Entries of all tenants, as the indexer keeps them. Reads only. */
public final class EntryRepository {
    /** Characters of a question that a list shows. */
    private static final int SHOWN_QUESTION = 500;

    private static final String SUMMARY_COLUMNS =
            """
            tenant_id, entry_id, left(question, %d) as question, model, answered_model, provider,
            prompt_tokens, completion_tokens, cost_nano_usd, answered_at, expires_at\
            """
                    .formatted(SHOWN_QUESTION);

    /** The indexed expression, word by word. */
    private static final String QUESTION_MATCHES =
            """
            to_tsvector('simple', coalesce(left(question, 100000), ''))
                @@ websearch_to_tsquery('simple', :text)\
            """;

    private final JdbcClient database;
    private final JsonMapper json;
    private final Clock clock;

    public EntryRepository(JdbcClient database, JsonMapper json, Clock clock) {
        this.database = database;
        this.json = json;
        this.clock = clock;
    }

    /** The first {@code limit} entries behind the cursor, new ones first. */
    EntryPage list(EntryFilter filter, Optional<Cursor> after, int limit) {
        Conditions conditions =
                new Conditions()
                        .and("tenant_id = :tenant", "tenant", filter.tenant().map(TenantId::value))
                        .and("model = :model", "model", filter.model())
                        .and("answered_at < :olderThan", "olderThan", filter.olderThan())
                        .and("answered_at > :newerThan", "newerThan", filter.newerThan())
                        .and(QUESTION_MATCHES, "text", filter.text())
                        .and(
                                """
                                (answered_at, tenant_id, entry_id)
                                    < (:afterTime, :afterTenant, :afterId)\
                                """,
                                "afterTime",
                                after.map(Cursor::answeredAt));
        after.ifPresent(cursor ->
                conditions
                        .with("afterTenant", cursor.tenant().value())
                        .with("afterId", cursor.id().value()));
        List<EntrySummary> found =
                database.sql(
                                """
                                select %s
                                from recurra.standing_entry
                                %s
                                order by answered_at desc, tenant_id desc, entry_id desc
                                limit :limit
                                """
                                        .formatted(SUMMARY_COLUMNS, conditions.where()))
                        .params(conditions.parameters())
                        // One more than wanted, to know whether there is a next page.
                        .param("limit", limit + 1)
                        .query((row, number) -> summary(row))
                        .list();
        if (found.size() <= limit) {
            return new EntryPage(found, null);
        }
        List<EntrySummary> page = found.subList(0, limit);
        EntrySummary last = page.getLast();
        Cursor next =
                new Cursor(last.answeredAt(), new TenantId(last.tenant()), new EntryId(last.id()));
        return new EntryPage(page, next.encode());
    }

    /** The tenant's entries among the ids, in no order. */
    List<EntrySummary> find(TenantId tenant, Collection<EntryId> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return database.sql(
                        """
                        select %s
                        from recurra.standing_entry
                        where tenant_id = :tenant and entry_id in (:ids)
                        """
                                .formatted(SUMMARY_COLUMNS))
                .param("tenant", tenant.value())
                .param("ids", ids.stream().map(EntryId::value).toList())
                .query((row, number) -> summary(row))
                .list();
    }

    /** Everything about one entry. */
    Optional<EntryDetails> show(TenantId tenant, EntryId id) {
        return database.sql(
                        """
                        select %s, interaction_id, exact_key, scope_key, normalized_key, answer_digest,
                               canonical_request, answer
                        from recurra.standing_entry
                        where tenant_id = :tenant and entry_id = :id
                        """
                                .formatted(SUMMARY_COLUMNS))
                .param("tenant", tenant.value())
                .param("id", id.value())
                .query((row, number) -> details(row))
                .optional();
    }

    /** What has to be known of an entry to delete it. */
    Optional<Standing> standing(TenantId tenant, EntryId id) {
        return database.sql(
                        """
                        select exact_key, answered_at
                        from recurra.standing_entry
                        where tenant_id = :tenant and entry_id = :id
                        """)
                .param("tenant", tenant.value())
                .param("id", id.value())
                .query((row, number) ->
                        new Standing(
                                ExactKey.of(row.getBytes("exact_key")), time(row, "answered_at")))
                .optional();
    }

    /** Whether the answers of the entry up to the time have been removed. */
    boolean isInvalidated(TenantId tenant, EntryId id, Instant upTo) {
        return database.sql(
                        """
                        select exists (
                            select from recurra.entry_invalidation
                            where tenant_id = :tenant and entry_id = :id and invalidated_at >= :upTo)
                        """)
                .param("tenant", tenant.value())
                .param("id", id.value())
                .param("upTo", utc(upTo))
                .query(Boolean.class)
                .single();
    }

    /** An entry's key, and when its answer was given. */
    record Standing(ExactKey exactKey, Instant answeredAt) {}

    private EntrySummary summary(ResultSet row) throws SQLException {
        Long cost = row.getObject("cost_nano_usd", Long.class);
        OffsetDateTime expires = row.getObject("expires_at", OffsetDateTime.class);
        @Nullable Instant expiresAt = expires == null ? null : expires.toInstant();
        @Nullable BigDecimal costUsd = cost == null ? null : Usd.ofNano(cost);
        return new EntrySummary(
                row.getString("tenant_id"),
                row.getObject("entry_id", UUID.class),
                row.getString("question"),
                row.getString("model"),
                row.getString("answered_model"),
                row.getString("provider"),
                row.getObject("prompt_tokens", Long.class),
                row.getObject("completion_tokens", Long.class),
                costUsd,
                time(row, "answered_at"),
                expiresAt,
                expiresAt != null && !clock.instant().isBefore(expiresAt));
    }

    private EntryDetails details(ResultSet row) throws SQLException {
        RecordedAnswer answer = AnswerCodec.decodeRecording(row.getBytes("answer"));
        byte @Nullable [] normalizedKey = row.getBytes("normalized_key");
        HexFormat hex = HexFormat.of();
        return new EntryDetails(
                summary(row),
                new EntryDetails.Provenance(
                        row.getObject("interaction_id", UUID.class),
                        switch (answer.mode()) {
                            case JSON -> "json";
                            case STREAM -> "stream";
                        },
                        answer.events().size(),
                        hex.formatHex(row.getBytes("exact_key")),
                        hex.formatHex(row.getBytes("scope_key")),
                        normalizedKey == null ? null : hex.formatHex(normalizedKey),
                        hex.formatHex(row.getBytes("answer_digest"))),
                json.readTree(row.getString("canonical_request")),
                AnswerContent.completion(answer));
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
