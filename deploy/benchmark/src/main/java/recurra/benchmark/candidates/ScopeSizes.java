package recurra.benchmark.candidates;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import recurra.embedded.DatabaseLogin;
import recurra.embedded.EmbeddedPostgres;
import recurra.matching.EntryId;
import recurra.matching.ExactKey;
import recurra.matching.ScopeKey;
import recurra.matching.Sha256;
import recurra.matching.TenantId;
import recurra.schemas.Migrations;
import recurra.store.template.EmbeddingSpace;
import recurra.store.template.ModelFilter;
import recurra.store.template.TemplateDimensions;
import recurra.store.template.TemplateNeighbor;
import recurra.store.template.TemplateQuery;
import recurra.store.template.TemplateRecord;
import recurra.store.template.pgvector.PgvectorTemplateIndex;

/**
 * How long the candidates of a scope take by exact scan, by the graph, and by what the planner
 * chooses of the two, and how many of the nearest the graph finds. Then the same of SimHash.
 *
 * <p>All scopes stand in one table. Vectors are made up: a direction that all have in common, as
 * those of texts do, 32 that tell them apart, and noise.
 */
final class ScopeSizes {
    private static final TenantId TENANT = new TenantId("benchmark");
    private static final EmbeddingSpace SPACE = new EmbeddingSpace("made-up", "1");
    private static final String MODEL = "gpt-4o-mini";
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int LATENT = 32;
    private static final int BATCH = 1_000;
    private static final int CANDIDATES = 5;
    private static final int QUESTIONS = 20;
    private static final int ROUNDS = 2;
    private static final int ALIKE_BITS = 12;
    private static final int ANY_SIZE = 100_000_000;
    private static final String EXACT = "exact";
    private static final String PLANNER = "planner";
    private static final String SIM_HASH = "SimHash";

    /** About as long as the features of a question of a dozen words. */
    private static final String FEATURES =
            "{\"made-up\":\"" + "0123456789abcdef".repeat(80) + "\"}";

    /** What a connection is told, so that the planner has no choice but the graph. */
    private static final Map<String, @Nullable String> WAYS = ways();

    private final List<float[]> directions = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(42);
    private final PrintStream out;

    private ScopeSizes(PrintStream out) {
        this.out = out;
        for (int i = 0; i <= LATENT; i++) {
            directions.add(noise());
        }
    }

    private static Map<String, @Nullable String> ways() {
        Map<String, @Nullable String> ways = new LinkedHashMap<>();
        ways.put(EXACT, null);
        ways.put("graph", "set enable_sort = off");
        ways.put(PLANNER, null);
        return ways;
    }

    static void measure(Path folder, List<Integer> sizes, PrintStream out) {
        String home = System.getenv().getOrDefault("RECURRA_POSTGRES_HOME", "");
        try (EmbeddedPostgres postgres =
                EmbeddedPostgres.start(
                        new EmbeddedPostgres.Config(
                                folder.resolve("postgres"),
                                0,
                                home.isEmpty() ? null : Path.of(home),
                                Map.of("maintenance_work_mem", "1GB", "shared_buffers", "1GB")))) {
            if (!postgres.hasPgvector()) {
                out.println(
                        "This Postgres has no pgvector. Set RECURRA_POSTGRES_HOME to the folder of one that has it.");
                return;
            }
            new ScopeSizes(out).measure(postgres.database("recurra"), sizes);
        }
    }

    private void measure(DatabaseLogin login, List<Integer> sizes) {
        try (HikariDataSource writing = pool(login, null)) {
            Migrations.migrate(writing, true);
            load(writing, sizes);
        }
        Map<String, HikariDataSource> pools = new LinkedHashMap<>();
        try {
            WAYS.forEach((way, told) -> pools.put(way, pool(login, told)));
            Map<String, PgvectorTemplateIndex> indexes = new LinkedHashMap<>();
            pools.forEach((way, pool) -> indexes.put(way, index(pool, way)));
            sizes.forEach(size -> measure(indexes, size));
        } finally {
            pools.values().forEach(HikariDataSource::close);
        }
    }

    private void load(HikariDataSource writing, List<Integer> sizes) {
        JdbcClient jdbc = JdbcClient.create(writing);
        String graph =
                jdbc.sql("select indexdef from pg_indexes where indexname = 'template_vector_hnsw'")
                        .query(String.class)
                        .single();
        jdbc.sql("drop index recurra.template_vector_hnsw").update();
        PgvectorTemplateIndex index = index(writing, EXACT);
        for (int size : sizes) {
            for (int from = 0; from < size; from += BATCH) {
                List<TemplateRecord> batch = new ArrayList<>();
                for (int i = from; i < Math.min(size, from + BATCH); i++) {
                    batch.add(record(size, i));
                }
                index.upsert(batch);
            }
            out.printf("%,d entries are in their scope%n", size);
        }
        jdbc.sql(graph).update();
        jdbc.sql("vacuum analyze recurra.template_vector").update();
        out.printf(
                "The graph is made.%n%n| entries of the scope | way | p50 | p95 | of the %d nearest |%n|---|---|---|---|---|%n",
                CANDIDATES);
    }

    private void measure(Map<String, PgvectorTemplateIndex> indexes, int size) {
        List<TemplateQuery> queries = new ArrayList<>();
        for (int i = 0; i < QUESTIONS; i++) {
            queries.add(
                    new TemplateQuery(
                            TENANT,
                            scope(size),
                            new ModelFilter.Strict(MODEL),
                            SPACE,
                            vector(),
                            1,
                            CANDIDATES));
        }
        Map<String, Function<TemplateQuery, List<TemplateNeighbor>>> ways = new LinkedHashMap<>();
        indexes.forEach((way, index) -> ways.put(way, index::nearest));
        PgvectorTemplateIndex planned = indexes.get(PLANNER);
        if (planned != null) {
            ways.put(SIM_HASH, query -> planned.alike(query, random.nextLong(), ALIKE_BITS));
        }
        Map<String, List<Long>> nanos = new LinkedHashMap<>();
        Map<String, Integer> found = new LinkedHashMap<>();
        for (int round = 0; round <= ROUNDS; round++) {
            for (TemplateQuery query : queries) {
                Set<EntryId> nearest = new HashSet<>();
                for (var way : ways.entrySet()) {
                    long started = System.nanoTime();
                    List<TemplateNeighbor> neighbors = way.getValue().apply(query);
                    long took = System.nanoTime() - started;
                    if (way.getKey().equals(EXACT)) {
                        neighbors.forEach(neighbor -> nearest.add(neighbor.entryId()));
                    }
                    if (round > 0) {
                        nanos.computeIfAbsent(way.getKey(), key -> new ArrayList<>()).add(took);
                        found.merge(
                                way.getKey(),
                                (int)
                                        neighbors.stream()
                                                .filter(n -> nearest.contains(n.entryId()))
                                                .count(),
                                Integer::sum);
                    }
                }
            }
        }
        nanos.forEach((way, times) ->
                out.printf(
                        "| %,d | %s | %.1f ms | %.1f ms | %s |%n",
                        size,
                        way,
                        quantile(times, 0.5),
                        quantile(times, 0.95),
                        way.equals(SIM_HASH)
                                ? ""
                                : "%.1f %%"
                                        .formatted(
                                                100.0
                                                        * found.getOrDefault(way, 0)
                                                        / (ROUNDS * QUESTIONS * CANDIDATES))));
    }

    private static double quantile(List<Long> nanos, double share) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))] / 1e6;
    }

    private TemplateRecord record(int size, int number) {
        ExactKey exactKey = new ExactKey(Sha256.hex(size + "/" + number));
        return new TemplateRecord(
                TENANT,
                EntryId.of(TENANT, exactKey),
                exactKey,
                scope(size),
                MODEL,
                MODEL,
                random.nextLong(),
                SPACE,
                vector(),
                1,
                FEATURES,
                NOW);
    }

    private static ScopeKey scope(int size) {
        return new ScopeKey(Sha256.hex("scope of " + size));
    }

    private float[] vector() {
        float[] vector = noise();
        for (int i = 0; i < vector.length; i++) {
            vector[i] *= 0.25f;
        }
        add(vector, directions.getFirst(), 1.5);
        for (float[] direction : directions.subList(1, directions.size())) {
            add(vector, direction, random.nextGaussian() / Math.sqrt(LATENT));
        }
        return unit(vector);
    }

    private float[] noise() {
        float[] vector = new float[TemplateDimensions.COUNT];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return vector;
    }

    private static void add(float[] vector, float[] direction, double share) {
        for (int i = 0; i < vector.length; i++) {
            vector[i] += (float) (share * direction[i]);
        }
    }

    private static float[] unit(float[] vector) {
        double squares = 0;
        for (float number : vector) {
            squares += (double) number * number;
        }
        float[] unit = Arrays.copyOf(vector, vector.length);
        for (int i = 0; i < unit.length; i++) {
            unit[i] /= (float) Math.sqrt(squares);
        }
        return unit;
    }

    private static PgvectorTemplateIndex index(HikariDataSource pool, String way) {
        return new PgvectorTemplateIndex(
                pool, PATIENCE, way.equals(EXACT) ? ANY_SIZE : 0, new SimpleMeterRegistry());
    }

    private static HikariDataSource pool(DatabaseLogin login, @Nullable String told) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(login.url());
        config.setUsername(login.user());
        config.setPassword(login.password());
        config.setMaximumPoolSize(2);
        if (told != null) {
            config.setConnectionInitSql(told);
        }
        return new HikariDataSource(config);
    }
}
