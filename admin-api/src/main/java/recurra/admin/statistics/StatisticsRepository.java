package recurra.admin.statistics;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import recurra.admin.sql.Conditions;
import recurra.admin.web.Usd;
import recurra.matching.TenantId;

/** Requests as the indexer counts them. Reads only. */
public final class StatisticsRepository {
    private static final String SUMS =
            """
            count(*) as requests,
            count(*) filter (where outcome in ('EXACT', 'NORMALIZED', 'TEMPLATE', 'JOINED')) as hits,
            count(*) filter (where outcome = 'MISS') as misses,
            count(*) filter (where outcome = 'FAILED') as failed,
            coalesce(sum(prompt_tokens) filter (where outcome in ('MISS', 'FAILED')), 0) as spent_prompt,
            coalesce(sum(completion_tokens) filter (where outcome in ('MISS', 'FAILED')), 0) as spent_completion,
            coalesce(sum(prompt_tokens) filter (where outcome not in ('MISS', 'FAILED')), 0) as saved_prompt,
            coalesce(sum(completion_tokens) filter (where outcome not in ('MISS', 'FAILED')), 0) as saved_completion,
            coalesce(sum(spent_nano_usd), 0) as spent_nano_usd,
            coalesce(sum(saved_nano_usd), 0) as saved_nano_usd\
            """;

    private final JdbcClient database;
    private final TransactionOperations snapshot;

    /**
     * @param snapshot a transaction that sees one state of the database
     */
    public StatisticsRepository(JdbcClient database, TransactionOperations snapshot) {
        this.database = database;
        this.snapshot = snapshot;
    }

    Statistics read(StatisticsFilter filter) {
        Conditions conditions =
                new Conditions()
                        .and("occurred_at >= :from", "from", Optional.of(filter.from()))
                        .and("occurred_at < :to", "to", Optional.of(filter.to()))
                        .and("tenant_id = :tenant", "tenant", filter.tenant().map(TenantId::value))
                        .and("model = :model", "model", filter.model());
        return snapshot.execute(status -> read(filter, conditions));
    }

    private Statistics read(StatisticsFilter filter, Conditions conditions) {
        Map<String, Long> outcomes = new HashMap<>();
        Map<String, Statistics.Latencies> latencies = new HashMap<>();
        query(
                conditions,
                """
                outcome,
                count(*) as requests,
                percentile_disc(array[0.5, 0.95, 0.99]) within group (order by latency_micros) as total,
                percentile_disc(array[0.5, 0.95, 0.99]) within group (order by first_byte_micros) as first_byte\
                """,
                "group by outcome",
                (row, number) -> {
                    String outcome = row.getString("outcome").toLowerCase(Locale.ROOT);
                    outcomes.put(outcome, row.getLong("requests"));
                    latencies.put(
                            outcome,
                            new Statistics.Latencies(
                                    percentiles(row, "total"), percentiles(row, "first_byte")));
                    return outcome;
                });
        Map<String, Long> errors = new HashMap<>();
        query(
                conditions,
                "coalesce(error_code, 'status_' || status) as error, count(*) filter (where outcome = 'FAILED') as requests",
                "group by error having count(*) filter (where outcome = 'FAILED') > 0",
                (row, number) -> errors.put(row.getString("error"), row.getLong("requests")));
        Statistics.Counts total =
                query(conditions, SUMS, "", (row, number) -> counts(row)).getFirst();
        List<Statistics.Hour> hours =
                query(
                        conditions,
                        "date_trunc('hour', occurred_at, 'UTC') as hour, " + SUMS,
                        "group by hour order by hour",
                        (row, number) ->
                                new Statistics.Hour(
                                        row.getObject("hour", OffsetDateTime.class).toInstant(),
                                        counts(row)));
        return new Statistics(
                filter.from(), filter.to(), total, outcomes, errors, latencies, hours);
    }

    private <T> List<T> query(
            Conditions conditions, String columns, String grouping, RowMapper<T> mapper) {
        return database.sql(
                        "select "
                                + columns
                                + " from recurra.served_request "
                                + conditions.where()
                                + " "
                                + grouping)
                .params(conditions.parameters())
                .query(mapper)
                .list();
    }

    private static Statistics.Counts counts(ResultSet row) throws SQLException {
        long hits = row.getLong("hits");
        long misses = row.getLong("misses");
        @Nullable Double ratio = hits + misses == 0 ? null : (double) hits / (hits + misses);
        return new Statistics.Counts(
                row.getLong("requests"),
                hits,
                misses,
                row.getLong("failed"),
                ratio,
                amounts(row, "spent"),
                amounts(row, "saved"));
    }

    private static Statistics.Amounts amounts(ResultSet row, String kind) throws SQLException {
        return new Statistics.Amounts(
                row.getLong(kind + "_prompt"),
                row.getLong(kind + "_completion"),
                Usd.ofNano(row.getLong(kind + "_nano_usd")));
    }

    private static Statistics.Percentiles percentiles(ResultSet row, String column)
            throws SQLException {
        Long[] micros = (Long[]) row.getArray(column).getArray();
        return new Statistics.Percentiles(
                micros[0] / 1000.0, micros[1] / 1000.0, micros[2] / 1000.0);
    }
}
