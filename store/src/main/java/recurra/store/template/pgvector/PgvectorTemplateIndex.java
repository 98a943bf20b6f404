package recurra.store.template.pgvector;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import recurra.matching.EntryId;
import recurra.matching.ScopeKey;
import recurra.matching.TenantId;
import recurra.store.postgres.PostgresText;
import recurra.store.postgres.TenantReader;
import recurra.store.template.EmbeddingSpace;
import recurra.store.template.ModelFilter;
import recurra.store.template.TemplateDimensions;
import recurra.store.template.TemplateIndex;
import recurra.store.template.TemplateNeighbor;
import recurra.store.template.TemplateQuery;
import recurra.store.template.TemplateRecord;

/**
 * The template index on pgvector. Writes join the transaction of their thread; searches run as the
 * tenant, under row-level security.
 *
 * <p>A small scope is read whole and sorted, which is exact. In a large one the planner walks the
 * HNSW graph (Malkov and Yashunin, 2016) and goes on until enough rows of the scope have come
 * ({@code hnsw.iterative_scan}), unless its statistics say that they are too rare for that.
 */
public final class PgvectorTemplateIndex implements TemplateIndex {
    /**
     * Scopes of so many entries are read whole, unless told otherwise: about where the graph begins
     * to be faster.
     */
    public static final int EXACT_SCAN = 5_000;

    /** How many candidates the graph keeps in view. */
    private static final String EF_SEARCH = "200";

    private static final int MOST_SCOPES = 10_000;

    /** A scope that grew meanwhile is read whole a little longer, which is right and slower. */
    private static final Duration KNOWN_FOR = Duration.ofMinutes(1);

    /** So many rows are looked at for each neighbour by SimHash: some are of other models. */
    private static final int ALIKE_LOOKED_AT = 20;

    /** The same record again is written again: the newest computation of one interaction stays. */
    private static final String UPSERT =
            """
            insert into recurra.template_vector as held (
                tenant_id, entry_id, exact_key, scope_key, model, model_family, simhash, embedding_model, embedding_version,
                embedding, features_version, features, interaction_at)
            values (
                :tenant, :id, :exactKey, :scopeKey, :model, :modelFamily, :simHash, :embeddingModel, :embeddingVersion,
                :embedding, :featuresVersion, :features, :interactionAt)
            on conflict (tenant_id, entry_id) do update set
                exact_key = excluded.exact_key,
                scope_key = excluded.scope_key,
                model = excluded.model,
                model_family = excluded.model_family,
                simhash = excluded.simhash,
                embedding_model = excluded.embedding_model,
                embedding_version = excluded.embedding_version,
                embedding = excluded.embedding,
                features_version = excluded.features_version,
                features = excluded.features,
                interaction_at = excluded.interaction_at
            where excluded.interaction_at >= held.interaction_at
            """;

    /**
     * Whichever way the planner takes. The graph gives them nearly in order, so they are sorted.
     */
    private static final String NEAREST =
            """
            with nearest as materialized (
                %s
                order by distance
                limit :limit)
            select entry_id, 1 - distance as cosine, simhash, features
            from nearest
            order by distance + 0
            """;

    /** The offset keeps the planner from the graph. */
    private static final String NEAREST_OF_ALL =
            """
            select entry_id, 1 - distance as cosine, simhash, features
            from (
                %s
                offset 0) as scope
            order by distance
            limit :limit
            """;

    private final JdbcClient jdbc;
    private final NamedParameterJdbcTemplate batches;
    private final TenantReader reader;
    private final int exactScan;

    /** Whether scopes that were searched are small. */
    private final Cache<Scope, Boolean> small =
            Caffeine.newBuilder().maximumSize(MOST_SCOPES).expireAfterWrite(KNOWN_FOR).build();

    private record Scope(TenantId tenant, ScopeKey key) {}

    /**
     * @param deadline the longest that a search takes
     */
    public PgvectorTemplateIndex(DataSource dataSource, Duration deadline, MeterRegistry meters) {
        this(dataSource, deadline, EXACT_SCAN, meters);
    }

    /**
     * @param deadline the longest that a search takes
     * @param exactScan scopes of at most so many entries are read whole
     */
    public PgvectorTemplateIndex(
            DataSource dataSource, Duration deadline, int exactScan, MeterRegistry meters) {
        this.exactScan = exactScan;
        this.jdbc = JdbcClient.create(dataSource);
        this.batches = new NamedParameterJdbcTemplate(dataSource);
        this.reader =
                new TenantReader(
                        "template",
                        dataSource,
                        deadline,
                        Map.of("hnsw.iterative_scan", "relaxed_order", "hnsw.ef_search", EF_SEARCH),
                        meters);
    }

    @Override
    public List<TemplateNeighbor> nearest(TemplateQuery query) {
        Scope scope = new Scope(query.tenant(), query.scopeKey());
        return reader.read(
                query.tenant(),
                jdbcOfTenant -> {
                    boolean whole = isSmall(scope, jdbcOfTenant);
                    return search(
                            query.tenant(),
                            query.space(),
                            query.vector(),
                            query.limit(),
                            conditions(query),
                            whole ? NEAREST_OF_ALL : NEAREST,
                            jdbcOfTenant);
                });
    }

    private boolean isSmall(Scope scope, JdbcClient jdbcOfTenant) {
        Boolean known = small.getIfPresent(scope);
        if (known != null) {
            return known;
        }
        boolean counted = countsAsSmall(scope, jdbcOfTenant);
        small.put(scope, counted);
        return counted;
    }

    /** Reads no more of the index than the question needs, and nothing of the table. */
    private boolean countsAsSmall(Scope scope, JdbcClient jdbcOfTenant) {
        return jdbcOfTenant
                .sql(
                        """
                        select count(*) <= :exactScan
                        from (
                            select from recurra.template_vector
                            where tenant_id = :tenant
                              and scope_key = :scopeKey
                            limit :exactScan + 1) as entries
                        """)
                .param("exactScan", exactScan)
                .param("tenant", scope.tenant().value())
                .param("scopeKey", scope.key().bytes())
                .query(Boolean.class)
                .single();
    }

    private static Map<String, Object> conditions(TemplateQuery query) {
        Map<String, Object> conditions = new LinkedHashMap<>();
        conditions.put("scope_key", query.scopeKey().bytes());
        conditions.put("features_version", query.featuresVersion());
        conditions.putAll(conditions(query.models()));
        return conditions;
    }

    /**
     * Reads the whole scope, but of each entry only what stands in the index of scopes. What else
     * has to be equal is looked at in the rows of the first that come out.
     */
    @Override
    public List<TemplateNeighbor> alike(TemplateQuery query, long simHash, int bits) {
        TemplateDimensions.check(query.vector());
        Map<String, Object> conditions = conditions(query);
        String sql =
                """
                with alike as materialized (
                    select entry_id, bit_count(cast(simhash # :asked as bit(64))) as bits
                    from recurra.template_vector
                    where tenant_id = :tenant
                      and scope_key = :scope_key
                      and bit_count(cast(simhash # :asked as bit(64))) <= :bits
                    order by bits
                    limit :looked_at)
                select entry_id, 1 - (embedding <=> cast(:vector as vector)) as cosine, simhash, features
                from alike join recurra.template_vector using (entry_id)
                where tenant_id = :tenant
                  and embedding_model = :embeddingModel
                  and embedding_version = :embeddingVersion
                """
                        + equal(conditions)
                        + """
                        order by bits, entry_id
                        limit :limit
                        """;
        return reader.read(
                query.tenant(),
                jdbcOfTenant ->
                        jdbcOfTenant
                                .sql(sql)
                                .param("asked", simHash)
                                .param("bits", bits)
                                .param("looked_at", query.limit() * ALIKE_LOOKED_AT)
                                .param("vector", text(query.vector()))
                                .param("tenant", query.tenant().value())
                                .param("embeddingModel", query.space().model())
                                .param("embeddingVersion", query.space().version())
                                .params(conditions)
                                .param("limit", query.limit())
                                .query((row, number) -> neighbor(row))
                                .list());
    }

    private static Map<String, Object> conditions(ModelFilter models) {
        return switch (models) {
            case ModelFilter.Strict(String model) -> Map.of("model", PostgresText.plain(model));
            case ModelFilter.Family(String family) ->
                    Map.of("model_family", PostgresText.plain(family));
            case ModelFilter.Any() -> Map.of();
        };
    }

    @Override
    public boolean holds(TenantId tenant, ScopeKey scopeKey, ModelFilter models) {
        Map<String, Object> conditions = conditions(models);
        String sql =
                """
                select exists (
                    select from recurra.template_vector
                    where tenant_id = :tenant
                      and scope_key = :scopeKey
                """
                        + equal(conditions)
                        + ")";
        return reader.read(
                tenant,
                jdbcOfTenant ->
                        jdbcOfTenant
                                .sql(sql)
                                .param("tenant", tenant.value())
                                .param("scopeKey", scopeKey.bytes())
                                .params(conditions)
                                .query(Boolean.class)
                                .single());
    }

    private static String equal(Map<String, Object> conditions) {
        return conditions.keySet().stream()
                .map(column -> "  and %s = :%s\n".formatted(column, column))
                .collect(Collectors.joining());
    }

    @Override
    public List<TemplateNeighbor> similar(
            TenantId tenant, EmbeddingSpace space, float[] vector, int limit) {
        return reader.read(
                tenant,
                jdbcOfTenant ->
                        search(tenant, space, vector, limit, Map.of(), NEAREST, jdbcOfTenant));
    }

    /**
     * @param conditions columns that have to be equal, beside those of the tenant and the space
     * @param nearest how the nearest of what is compared are found
     */
    private static List<TemplateNeighbor> search(
            TenantId tenant,
            EmbeddingSpace space,
            float[] vector,
            int limit,
            Map<String, Object> conditions,
            String nearest,
            JdbcClient jdbcOfTenant) {
        TemplateDimensions.check(vector);
        String compared =
                """
                select entry_id, embedding <=> cast(:vector as vector) as distance, simhash, features
                from recurra.template_vector
                where tenant_id = :tenant
                  and embedding_model = :embeddingModel
                  and embedding_version = :embeddingVersion
                """
                        + equal(conditions);
        return jdbcOfTenant
                .sql(nearest.formatted(compared))
                .param("vector", text(vector))
                .param("tenant", tenant.value())
                .param("embeddingModel", space.model())
                .param("embeddingVersion", space.version())
                .params(conditions)
                .param("limit", limit)
                .query((row, number) -> neighbor(row))
                .list();
    }

    private static TemplateNeighbor neighbor(ResultSet row) throws SQLException {
        return new TemplateNeighbor(
                new EntryId(row.getObject("entry_id", UUID.class)),
                row.getDouble("cosine"),
                row.getLong("simhash"),
                row.getString("features"));
    }

    @Override
    public void upsert(List<TemplateRecord> records) {
        records.forEach(record -> TemplateDimensions.check(record.vector()));
        batches.batchUpdate(
                UPSERT,
                records.stream()
                        // In one order everywhere, so that two writers never wait for each other.
                        .sorted(
                                Comparator.comparing(
                                        (TemplateRecord record) -> record.entryId().value()))
                        .map(PgvectorTemplateIndex::row)
                        .toArray(SqlParameterSource[]::new));
    }

    private static SqlParameterSource row(TemplateRecord record) {
        return new MapSqlParameterSource()
                .addValue("tenant", record.tenant().value())
                .addValue("id", record.entryId().value())
                .addValue("exactKey", record.exactKey().bytes())
                .addValue("scopeKey", record.scopeKey().bytes())
                .addValue("model", PostgresText.plain(record.model()))
                .addValue("modelFamily", PostgresText.plain(record.modelFamily()))
                .addValue("simHash", record.simHash())
                .addValue("embeddingModel", record.space().model())
                .addValue("embeddingVersion", record.space().version())
                // Of no declared type, so that it takes the column's, whatever schema that is in.
                .addValue("embedding", text(record.vector()), Types.OTHER)
                .addValue("featuresVersion", record.featuresVersion())
                .addValue("features", PostgresText.json(record.features()))
                .addValue("interactionAt", record.interactionAt().atOffset(ZoneOffset.UTC));
    }

    @Override
    public void remove(TenantId tenant, EntryId id, Instant invalidatedAt) {
        jdbc.sql(
                        """
                        delete from recurra.template_vector
                        where tenant_id = :tenant and entry_id = :id and interaction_at <= :invalidatedAt
                        """)
                .param("tenant", tenant.value())
                .param("id", id.value())
                .param("invalidatedAt", invalidatedAt.atOffset(ZoneOffset.UTC))
                .update();
    }

    /** Does nothing: what was written is there with the end of its transaction. */
    @Override
    public void flush() {}

    @Override
    public void clear() {
        jdbc.sql("truncate recurra.template_vector").update();
    }

    @Override
    public long size() {
        return jdbc.sql("select count(*) from recurra.template_vector").query(Long.class).single();
    }

    /** Does nothing: the connections are the caller's. */
    @Override
    public void close() {}

    /** pgvector's text form is that of Java: {@code [0.1, 0.2]}. */
    private static String text(float[] vector) {
        return Arrays.toString(vector);
    }
}
