package recurra.store.template.lucene;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import recurra.matching.EntryId;
import recurra.matching.ScopeKey;
import recurra.matching.TenantId;
import recurra.store.template.EmbeddingSpace;
import recurra.store.template.ModelFilter;
import recurra.store.template.TemplateNeighbor;
import recurra.store.template.TemplateQuery;
import recurra.store.template.TemplateRecord;

/** How a record stands in Lucene, and how it is asked for. */
final class TemplateDocument {
    /** When the entry was answered, in microseconds. */
    static final String INTERACTION_AT = "interactionAt";

    private static final String ID = "id";
    private static final String ENTRY_ID = "entryId";
    private static final String TENANT = "tenant";
    private static final String SCOPE = "scope";
    private static final String MODEL = "model";
    private static final String MODEL_FAMILY = "modelFamily";
    private static final String SPACE = "space";
    private static final String VECTOR = "vector";
    private static final String SIM_HASH = "simHash";

    /** The SimHash where it can be compared; documents of older builds lack it. */
    static final String SIM_HASH_BITS = "simHashBits";

    private static final String FEATURES = "features";
    private static final String FEATURES_VERSION = "featuresVersion";

    private static final VectorSimilarityFunction SIMILARITY = VectorSimilarityFunction.COSINE;

    private static final Set<String> OF_NEIGHBOR = Set.of(ENTRY_ID, SIM_HASH, FEATURES);

    /** Each segment is searched for more than is asked for, since the graph is approximate. */
    private static final int LEAST_SEARCHED = 200;

    private TemplateDocument() {}

    static Term id(TenantId tenant, EntryId entryId) {
        return new Term(ID, tenant.value() + "/" + entryId);
    }

    static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    static Document of(TemplateRecord record) {
        Document document = new Document();
        Term id = id(record.tenant(), record.entryId());
        document.add(new StringField(id.field(), id.text(), Store.NO));
        document.add(new StoredField(ENTRY_ID, record.entryId().toString()));
        document.add(new StringField(TENANT, record.tenant().value(), Store.NO));
        document.add(new StringField(SCOPE, record.scopeKey().hex(), Store.NO));
        document.add(new StringField(MODEL, record.model(), Store.NO));
        document.add(new StringField(MODEL_FAMILY, record.modelFamily(), Store.NO));
        document.add(new StringField(SPACE, space(record.space()), Store.NO));
        document.add(
                new StringField(
                        FEATURES_VERSION, Integer.toString(record.featuresVersion()), Store.NO));
        document.add(new KnnFloatVectorField(VECTOR, record.vector(), SIMILARITY));
        document.add(new StoredField(SIM_HASH, record.simHash()));
        document.add(new NumericDocValuesField(SIM_HASH_BITS, record.simHash()));
        document.add(new StoredField(FEATURES, record.features()));
        document.add(new NumericDocValuesField(INTERACTION_AT, micros(record.interactionAt())));
        return document;
    }

    static Query query(TemplateQuery query) {
        return nearest(query.vector(), query.limit(), comparable(query));
    }

    /** What may be compared with the question, near or not. */
    static Query comparable(TemplateQuery query) {
        return filter(query.tenant(), query.scopeKey(), query.models())
                .add(equal(SPACE, space(query.space())), Occur.FILTER)
                .add(
                        equal(FEATURES_VERSION, Integer.toString(query.featuresVersion())),
                        Occur.FILTER)
                .build();
    }

    /** Whatever the space and the features. */
    static Query query(TenantId tenant, ScopeKey scopeKey, ModelFilter models) {
        return filter(tenant, scopeKey, models).build();
    }

    private static BooleanQuery.Builder filter(
            TenantId tenant, ScopeKey scopeKey, ModelFilter models) {
        BooleanQuery.Builder filter =
                new BooleanQuery.Builder()
                        .add(equal(TENANT, tenant.value()), Occur.FILTER)
                        .add(equal(SCOPE, scopeKey.hex()), Occur.FILTER);
        switch (models) {
            case ModelFilter.Strict(String model) -> filter.add(equal(MODEL, model), Occur.FILTER);
            case ModelFilter.Family(String family) ->
                    filter.add(equal(MODEL_FAMILY, family), Occur.FILTER);
            case ModelFilter.Any() -> {}
        }
        return filter;
    }

    /** Whatever the scope, the model and the features. */
    static Query query(TenantId tenant, EmbeddingSpace space, float[] vector, int limit) {
        return nearest(vector, limit, filter(tenant, space).build());
    }

    private static BooleanQuery.Builder filter(TenantId tenant, EmbeddingSpace space) {
        BooleanQuery.Builder filter = new BooleanQuery.Builder();
        filter.add(equal(TENANT, tenant.value()), Occur.FILTER);
        filter.add(equal(SPACE, space(space)), Occur.FILTER);
        return filter;
    }

    private static Query nearest(float[] vector, int limit, Query filter) {
        int searched = Math.max(LEAST_SEARCHED, 2 * limit);
        return new KnnFloatVectorQuery(VECTOR, vector, searched, filter);
    }

    /**
     * @param score Lucene's for a cosine c, which is (1 + c) / 2
     */
    static TemplateNeighbor neighbor(int found, float score, StoredFields fields)
            throws IOException {
        Document document = fields.document(found, OF_NEIGHBOR);
        return new TemplateNeighbor(
                EntryId.parse(document.get(ENTRY_ID)),
                2.0 * score - 1,
                document.getField(SIM_HASH).numericValue().longValue(),
                document.get(FEATURES));
    }

    /** The score of a document whose vector was not asked for by the query. */
    static float score(int document, float[] vector, List<LeafReaderContext> segments)
            throws IOException {
        LeafReaderContext segment = segments.get(ReaderUtil.subIndex(document, segments));
        FloatVectorValues vectors = segment.reader().getFloatVectorValues(VECTOR);
        KnnVectorValues.DocIndexIterator places = vectors.iterator();
        places.advance(document - segment.docBase);
        return SIMILARITY.compare(vector, vectors.vectorValue(places.index()));
    }

    private static Query equal(String field, String value) {
        return new TermQuery(new Term(field, value));
    }

    private static String space(EmbeddingSpace space) {
        return space.model() + "\n" + space.version();
    }
}
