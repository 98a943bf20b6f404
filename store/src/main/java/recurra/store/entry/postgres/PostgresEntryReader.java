package recurra.store.entry.postgres;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import recurra.matching.EntryId;
import recurra.matching.ExactKey;
import recurra.matching.TenantId;
import recurra.store.answer.AnswerCodec;
import recurra.store.answer.CachedAnswer;
import recurra.store.answer.UnreadableAnswerException;
import recurra.store.answer.Usage;
import recurra.store.entry.EntryReader;
import recurra.store.postgres.TenantReader;

/** Reads a tenant's entries from Postgres. An answer that cannot be read counts as absent. */
public final class PostgresEntryReader implements EntryReader {
    private static final String UNREADABLE = "recurra.entry.unreadable";

    private static final String FIND =
            """
            select entry_id, exact_key, model, answered_model, provider, prompt_tokens, completion_tokens,
                   cached_prompt_tokens, cost_nano_usd, answered_at, expires_at, answer
            from recurra.standing_entry
            where tenant_id = :tenant
              and entry_id = any(:ids)
              and (expires_at is null or expires_at > :now)
            """;

    private static final Logger LOG = LoggerFactory.getLogger(PostgresEntryReader.class);

    private final TenantReader reader;
    private final Clock clock;
    private final Counter unreadable;

    /**
     * @param deadline the longest that a lookup takes
     */
    public PostgresEntryReader(
            DataSource dataSource, Duration deadline, Clock clock, MeterRegistry meters) {
        this.reader = new TenantReader("entry", dataSource, deadline, Map.of(), meters);
        this.clock = clock;
        this.unreadable = meters.counter(UNREADABLE);
    }

    @Override
    public Map<EntryId, CachedAnswer> find(TenantId tenant, Collection<EntryId> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        UUID[] values = ids.stream().map(EntryId::value).toArray(UUID[]::new);
        List<Optional<CachedAnswer>> found =
                reader.read(
                        tenant,
                        jdbc ->
                                jdbc.sql(FIND)
                                        .param("tenant", tenant.value())
                                        .param("ids", values)
                                        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                                        .query((row, number) -> answer(row))
                                        .list());
        return found.stream()
                .flatMap(Optional::stream)
                .collect(Collectors.toMap(CachedAnswer::entryId, Function.identity()));
    }

    private Optional<CachedAnswer> answer(ResultSet row) throws SQLException {
        EntryId id = new EntryId(row.getObject("entry_id", UUID.class));
        try {
            return Optional.of(
                    new CachedAnswer(
                            id,
                            ExactKey.of(row.getBytes("exact_key")),
                            row.getString("model"),
                            row.getString("answered_model"),
                            row.getString("provider"),
                            usage(row),
                            number(row, "cost_nano_usd"),
                            row.getObject("answered_at", OffsetDateTime.class).toInstant(),
                            time(row, "expires_at"),
                            AnswerCodec.decodeRecording(row.getBytes("answer"))));
        } catch (UnreadableAnswerException e) {
            unreadable.increment();
            LOG.atWarn()
                    .addKeyValue("entryId", id)
                    .setCause(e)
                    .log("An entry in Postgres is unreadable and left out");
            return Optional.empty();
        }
    }

    private static @Nullable Usage usage(ResultSet row) throws SQLException {
        Long promptTokens = number(row, "prompt_tokens");
        return promptTokens == null
                ? null
                : new Usage(
                        promptTokens,
                        row.getLong("completion_tokens"),
                        row.getLong("cached_prompt_tokens"));
    }

    private static @Nullable Long number(ResultSet row, String column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? null : number;
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
