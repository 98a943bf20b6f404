package recurra.store.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static recurra.store.Samples.ACME;
import static recurra.store.Samples.GLOBEX;
import static recurra.store.Samples.NOON;
import static recurra.store.Samples.exactKey;
import static recurra.store.Samples.scopeKey;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import recurra.matching.EntryId;
import recurra.matching.TenantId;

/** What every template index does. */
public abstract class TemplateIndexContract {
    private static final EmbeddingSpace E5 = new EmbeddingSpace("e5-small-v2", "1");
    private static final String MODEL = "gpt-4o-2024-08-06";

    private final Random random = new Random(7);

    /** The index that is written to, empty at the start of each test. */
    protected abstract TemplateIndex index();

    /** The index as a reader has it, which is another instance where that makes a difference. */
    protected abstract TemplateIndex reader();

    @Test
    void isEmptyAtFirst() {
        assertThat(reader().nearest(query(vector()))).isEmpty();
        assertThat(reader().size()).isZero();
    }

    @Test
    void findsWhatWasKept() {
        float[] vector = vector();
        TemplateRecord record =
                new TemplateRecord(
                        ACME,
                        id(ACME, 1),
                        exactKey("1"),
                        scopeKey("s"),
                        MODEL,
                        "gpt-4o",
                        -5L,
                        E5,
                        vector,
                        1,
                        "{\"numbers\":[],\"odd\":\"\\u0000\"}",
                        NOON);
        write(record);

        List<TemplateNeighbor> found = reader().nearest(query(vector));

        assertThat(found).hasSize(1);
        assertThat(found.getFirst().entryId()).isEqualTo(record.entryId());
        assertThat(found.getFirst().cosine()).isCloseTo(1, within(1e-5));
        assertThat(found.getFirst().simHash()).isEqualTo(-5L);
        assertThat(found.getFirst().features()).isEqualTo(record.features());
        assertThat(reader().size()).isOne();
    }

    @Test
    void knowsWhetherAScopeHoldsAnything() {
        assertThat(reader().holds(ACME, scopeKey("s"), new ModelFilter.Any())).isFalse();

        write(record(ACME, 1, vector(), NOON));

        assertThat(reader().holds(ACME, scopeKey("s"), new ModelFilter.Any())).isTrue();
        assertThat(reader().holds(ACME, scopeKey("s"), new ModelFilter.Strict(MODEL))).isTrue();
        assertThat(reader().holds(ACME, scopeKey("s"), new ModelFilter.Family("gpt-4o"))).isTrue();
        assertThat(reader().holds(ACME, scopeKey("s"), new ModelFilter.Strict("gpt-4o-mini")))
                .isFalse();
        assertThat(reader().holds(ACME, scopeKey("s"), new ModelFilter.Family("o3"))).isFalse();
        assertThat(reader().holds(ACME, scopeKey("other"), new ModelFilter.Any())).isFalse();
        assertThat(reader().holds(GLOBEX, scopeKey("s"), new ModelFilter.Any())).isFalse();

        index().remove(ACME, id(ACME, 1), NOON);
        index().flush();

        assertThat(reader().holds(ACME, scopeKey("s"), new ModelFilter.Any())).isFalse();
    }

    @Test
    void theOrderIsThatOfTheCosine() {
        List<TemplateRecord> records = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            records.add(record(ACME, i, vector(), NOON));
        }
        index().upsert(records);
        index().flush();

        for (int i = 0; i < 20; i++) {
            assertNearest(records, vector(), 10);
        }
        assertNearest(records, vector(), 50);
        assertNearest(records, vector(), 1);
    }

    @Test
    void theLookAlikesAreThoseWhoseSimHashDiffersInFewBits() {
        float[] asked = vector();
        write(
                alike(1, 0b0000, vector()),
                alike(2, 0b0111, asked),
                alike(3, 0b1111, vector()),
                alike(4, -1L, asked),
                alike(5, Long.MIN_VALUE, vector()),
                in("other", MODEL, E5, 1, alike(6, 0, asked)),
                in("s", "gpt-4o-mini", E5, 1, alike(7, 0, asked)),
                in("s", MODEL, new EmbeddingSpace("e5-small-v2", "2"), 1, alike(8, 0, asked)),
                in("s", MODEL, E5, 2, alike(9, 0, asked)));

        List<TemplateNeighbor> found = reader().alike(query(asked, 5), 0, 3);

        assertThat(found)
                .extracting(TemplateNeighbor::entryId)
                .containsExactly(id(ACME, 1), id(ACME, 5), id(ACME, 2));
        assertThat(found.getLast().cosine()).isCloseTo(1, within(1e-5));
        assertThat(found.getFirst().cosine()).isLessThan(0.9);
        assertThat(found.getLast().simHash()).isEqualTo(0b0111);
        assertThat(found.getLast().features()).isEqualTo("{}");
        assertThat(reader().alike(query(asked, 2), 0, 3)).hasSize(2);
        assertThat(reader().alike(query(asked, 5), -1L, 0))
                .extracting(TemplateNeighbor::entryId)
                .containsExactly(id(ACME, 4));
        assertThat(reader().alike(query(asked, 5), 0b1100L << 30, 1)).isEmpty();
    }

    @Test
    void theLookAlikesOfATenantAreItsOwn() {
        write(record(GLOBEX, 1, vector(), NOON));

        assertThat(reader().alike(query(vector(), 5), 1, 0)).isEmpty();
    }

    private TemplateRecord alike(int number, long simHash, float[] vector) {
        TemplateRecord record = record(ACME, number, vector, NOON);
        return new TemplateRecord(
                record.tenant(),
                record.entryId(),
                record.exactKey(),
                record.scopeKey(),
                record.model(),
                record.modelFamily(),
                simHash,
                record.space(),
                record.vector(),
                record.featuresVersion(),
                record.features(),
                record.interactionAt());
    }

    /** What lies in other scopes is nearer, and there is more of it. */
    @Test
    void aSmallScopeIsFoundAmongThousandsOfNearerRecords() {
        float[] asked = vector();
        List<TemplateRecord> mine = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            mine.add(record(ACME, i, near(asked, 0.9f), NOON));
        }
        List<TemplateRecord> others = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            TenantId tenant = i % 2 == 0 ? GLOBEX : ACME;
            String scope = tenant.equals(GLOBEX) ? "s" : "scope " + i % 100;
            others.add(in(scope, MODEL, E5, 1, record(tenant, 1_000 + i, near(asked, 0.2f), NOON)));
        }
        index().upsert(others.subList(0, 2_500));
        index().upsert(mine);
        index().upsert(others.subList(2_500, 5_000));
        index().flush();

        assertThat(reader().size()).isEqualTo(5_020);
        assertNearest(mine, asked, 10);
        assertNearest(mine, asked, 50);
    }

    /**
     * With many records in one scope the search is approximate: nearly all of the best are found.
     */
    @Test
    void aLargeScopeIsFoundNearlyCompletely() {
        List<TemplateRecord> records = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            records.add(record(ACME, i, vector(), NOON));
        }
        index().upsert(records);
        index().flush();

        int wanted = 0;
        int found = 0;
        for (int i = 0; i < 20; i++) {
            float[] asked = near(records.get(i * 150).vector(), 0.5f);
            List<EntryId> best = nearestByBruteForce(records, asked, 10);
            List<EntryId> given =
                    reader().nearest(query(asked, 10)).stream()
                            .map(TemplateNeighbor::entryId)
                            .toList();
            assertThat(given).hasSize(10);
            assertThat(given.getFirst()).isEqualTo(best.getFirst());
            wanted += best.size();
            best.retainAll(given);
            found += best.size();
        }
        assertThat((double) found / wanted).isGreaterThan(0.9);
    }

    @Test
    void comparesOnlyWhatMayBeCompared() {
        float[] vector = vector();
        write(
                record(ACME, 1, vector, NOON),
                record(GLOBEX, 2, vector, NOON),
                in("other", MODEL, E5, 1, record(ACME, 3, vector, NOON)),
                in("s", "gpt-4o-mini", E5, 1, record(ACME, 4, vector, NOON)),
                in("s", "gpt-4o-2024-11-20", E5, 1, record(ACME, 5, vector, NOON)),
                in(
                        "s",
                        MODEL,
                        new EmbeddingSpace("e5-small-v2", "2"),
                        1,
                        record(ACME, 6, vector, NOON)),
                in(
                        "s",
                        MODEL,
                        new EmbeddingSpace("bge-small", "1"),
                        1,
                        record(ACME, 7, vector, NOON)),
                in("s", MODEL, E5, 2, record(ACME, 8, vector, NOON)));

        assertFound(new ModelFilter.Strict(MODEL), vector, 1);
        assertFound(new ModelFilter.Strict("gpt-4o-mini"), vector, 4);
        assertFound(new ModelFilter.Strict("gpt-4o"), vector);
        assertFound(new ModelFilter.Family("gpt-4o"), vector, 1, 5);
        assertFound(new ModelFilter.Family("gpt-4o-mini"), vector, 4);
        assertFound(new ModelFilter.Any(), vector, 1, 4, 5);
    }

    @Test
    void peopleSearchAcrossScopesModelsAndFeatures() {
        float[] vector = vector();
        write(
                record(ACME, 1, vector, NOON),
                in("other", "gpt-4o-mini", E5, 2, record(ACME, 2, near(vector, 0.1f), NOON)),
                in("s", MODEL, new EmbeddingSpace("bge", "1"), 1, record(ACME, 3, vector, NOON)),
                record(GLOBEX, 4, vector, NOON));

        assertThat(reader().similar(ACME, E5, vector, 10))
                .extracting(TemplateNeighbor::entryId)
                .containsExactly(id(ACME, 1), id(ACME, 2));
        assertThat(reader().similar(ACME, E5, vector, 1)).hasSize(1);
    }

    @Test
    void theNewerRecordOfAnEntryStaysInEitherOrder() {
        float[] old = vector();
        float[] current = vector();
        write(record(ACME, 1, old, NOON));
        write(record(ACME, 1, current, NOON.plusNanos(1_000)));
        assertCosine(current, 1);

        write(record(ACME, 1, old, NOON));
        assertCosine(current, 1);

        index().upsert(
                        List.of(
                                record(ACME, 2, current, NOON),
                                record(ACME, 2, old, NOON.minusSeconds(1))));
        index().upsert(List.of(record(ACME, 2, old, NOON.minusSeconds(1))));
        index().flush();
        assertThat(reader().size()).isEqualTo(2);
        assertThat(reader().nearest(query(current)))
                .allSatisfy(neighbor -> assertThat(neighbor.cosine()).isCloseTo(1, within(1e-5)));
    }

    @Test
    void aNewComputationForTheSameAnswerReplacesTheOld() {
        float[] vector = vector();
        write(record(ACME, 1, vector, NOON));

        write(in("s", MODEL, E5, 2, record(ACME, 1, vector, NOON)));

        assertThat(reader().nearest(query(vector))).isEmpty();
        assertThat(reader().size()).isOne();
    }

    @Test
    void removesWhatIsNotNewer() {
        float[] vector = vector();
        write(
                record(ACME, 1, vector, NOON),
                record(ACME, 2, vector, NOON.plusSeconds(1)),
                record(GLOBEX, 1, vector, NOON));

        index().remove(ACME, id(ACME, 1), NOON);
        index().remove(ACME, id(ACME, 2), NOON);
        index().remove(GLOBEX, id(ACME, 2), NOON.plusSeconds(9));
        index().remove(ACME, id(ACME, 99), NOON);
        index().flush();

        assertFound(new ModelFilter.Any(), vector, 2);
        assertThat(reader().size()).isEqualTo(2);
    }

    @Test
    void removesWhatWasJustKept() {
        float[] vector = vector();
        index().upsert(List.of(record(ACME, 1, vector, NOON)));
        index().remove(ACME, id(ACME, 1), NOON);
        index().flush();
        assertThat(reader().nearest(query(vector))).isEmpty();

        write(record(ACME, 1, vector, NOON.plusSeconds(1)));
        assertThat(reader().nearest(query(vector))).hasSize(1);
    }

    @Test
    void clearsEverythingOfEverybody() {
        float[] vector = vector();
        write(record(ACME, 1, vector, NOON), record(GLOBEX, 1, vector, NOON));

        index().clear();
        index().flush();
        assertThat(reader().size()).isZero();
        assertThat(reader().nearest(query(vector))).isEmpty();

        write(record(ACME, 1, vector, NOON.minusSeconds(60)));
        assertThat(reader().nearest(query(vector))).hasSize(1);
    }

    @Test
    void refusesVectorsOfAnotherLengthAndNamesBoth() {
        float[] wide = new float[768];
        wide[0] = 1;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> index().upsert(List.of(record(ACME, 1, wide, NOON))))
                .withMessageContaining("384")
                .withMessageContaining("768");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> reader().nearest(query(wide)))
                .withMessageContaining("384")
                .withMessageContaining("768");
    }

    protected final void write(TemplateRecord... records) {
        index().upsert(List.of(records));
        index().flush();
    }

    protected final TemplateQuery query(float[] vector) {
        return query(vector, 10);
    }

    /** A record of the scope, model and space that {@link #query} asks for. */
    protected final TemplateRecord record(TenantId tenant, int number, float[] vector, Instant at) {
        return new TemplateRecord(
                tenant,
                id(tenant, number),
                exactKey(Integer.toString(number)),
                scopeKey("s"),
                MODEL,
                "gpt-4o",
                number,
                E5,
                vector,
                1,
                "{}",
                at);
    }

    /** A random direction. */
    protected final float[] vector() {
        float[] vector = new float[TemplateDimensions.COUNT];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return unit(vector);
    }

    private static TemplateQuery query(float[] vector, int limit) {
        return new TemplateQuery(
                ACME, scopeKey("s"), new ModelFilter.Strict(MODEL), E5, vector, 1, limit);
    }

    private static TemplateRecord in(
            String scope,
            String model,
            EmbeddingSpace space,
            int featuresVersion,
            TemplateRecord record) {
        return new TemplateRecord(
                record.tenant(),
                record.entryId(),
                record.exactKey(),
                scopeKey(scope),
                model,
                model.startsWith("gpt-4o-mini") ? "gpt-4o-mini" : "gpt-4o",
                record.simHash(),
                space,
                record.vector(),
                featuresVersion,
                record.features(),
                record.interactionAt());
    }

    private static EntryId id(TenantId tenant, int number) {
        return EntryId.of(tenant, exactKey(Integer.toString(number)));
    }

    /** A direction as far from the vector as the share of noise makes it. */
    private float[] near(float[] vector, float noise) {
        float[] other = vector();
        float[] mixed = new float[vector.length];
        for (int i = 0; i < vector.length; i++) {
            mixed[i] = (1 - noise) * vector[i] + noise * other[i];
        }
        return unit(mixed);
    }

    private static float[] unit(float[] vector) {
        double length = Math.sqrt(dot(vector, vector));
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= (float) length;
        }
        return vector;
    }

    private static double dot(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += (double) one[i] * other[i];
        }
        return sum;
    }

    private static List<EntryId> nearestByBruteForce(
            List<TemplateRecord> records, float[] asked, int limit) {
        return new ArrayList<>(
                records.stream()
                        .sorted(
                                Comparator.comparingDouble(
                                        (TemplateRecord record) -> -dot(record.vector(), asked)))
                        .limit(limit)
                        .map(TemplateRecord::entryId)
                        .toList());
    }

    private void assertNearest(List<TemplateRecord> records, float[] asked, int limit) {
        assertThat(reader().nearest(query(asked, limit)))
                .extracting(TemplateNeighbor::entryId)
                .containsExactlyElementsOf(nearestByBruteForce(records, asked, limit));
    }

    private void assertFound(ModelFilter models, float[] vector, int... numbers) {
        TemplateQuery query = new TemplateQuery(ACME, scopeKey("s"), models, E5, vector, 1, 50);
        List<EntryId> expected = new ArrayList<>();
        for (int number : numbers) {
            expected.add(id(ACME, number));
        }
        assertThat(reader().nearest(query))
                .extracting(TemplateNeighbor::entryId)
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    private void assertCosine(float[] asked, double cosine) {
        List<TemplateNeighbor> found = reader().nearest(query(asked));
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().cosine()).isCloseTo(cosine, within(1e-5));
    }
}
