package recurra.store.template.pgvector;

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
 * <p>The planner reads a small scope whole and sorts it, which is exact. In a large one it walks
 * the HNSW graph (Malkov and Yashunin, 2016) and goes on until enough rows of the scope have come
 * ({@code hnsw.iterative_scan}).
 */
public final class PgvectorTemplateIndex implements TemplateIndex {
    /** How many candidates the graph keeps in view; the default of 40 misses some of 50. */
    private static final String EF_SEARCH = "100";

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

    private final JdbcClient jdbc;
    private final NamedParameterJdbcTemplate batches;
    private final TenantReader reader;

    /**
     * @param deadline the longest that a search takes
     */
    public PgvectorTemplateIndex(DataSource dataSource, Duration deadline, MeterRegistry meters) {
        this.jdbc = JdbcClient.create(dataSource);
        this.batches = new NamedParameterJdbcTemplate(dataSource);
        this.reader =
                new TenantReader(
                        "template",
                        dataSource,
                        deadline,
                        Map.of("hnsw.iterative_scan", "strict_order", "hnsw.ef_search", EF_SEARCH),
                        meters);
    }

    @Override
    public List<TemplateNeighbor> nearest(TemplateQuery query) {
        return search(
                query.tenant(), query.space(), query.vector(), query.limit(), conditions(query));
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
        return search(tenant, space, vector, limit, Map.of());
    }

    /**
     * @param conditions columns that have to be equal, beside those of the tenant and the space
     */
    private List<TemplateNeighbor> search(
            TenantId tenant,
            EmbeddingSpace space,
            float[] vector,
            int limit,
            Map<String, Object> conditions) {
        TemplateDimensions.check(vector);
        String sql =
                """
                select entry_id, 1 - (embedding <=> cast(:vector as vector)) as cosine, simhash, features
                from recurra.template_vector
                where tenant_id = :tenant
                  and embedding_model = :embeddingModel
                  and embedding_version = :embeddingVersion
                """
                        + equal(conditions)
                        + """
                        order by embedding <=> cast(:vector as vector)
                        limit :limit
                        """;
        return reader.read(
                tenant,
                jdbcOfTenant ->
                        jdbcOfTenant
                                .sql(sql)
                                .param("vector", text(vector))
                                .param("tenant", tenant.value())
                                .param("embeddingModel", space.model())
                                .param("embeddingVersion", space.version())
                                .params(conditions)
                                .param("limit", limit)
                                .query((row, number) -> neighbor(row))
                                .list());
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
