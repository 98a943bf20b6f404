package recurra.store.template.lucene;

import java.io.IOException;
import java.util.Objects;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.DoubleValues;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.LongValues;
import org.apache.lucene.search.LongValuesSource;
import recurra.matching.template.SimHash;

/** In how many bits the SimHash of a document differs from the one asked for. */
final class HammingDistance extends LongValuesSource {
    /** Of a document without SimHash: more than any other. */
    private static final long UNKNOWN = Long.SIZE + 1L;

    private final long asked;

    HammingDistance(long asked) {
        this.asked = asked;
    }

    @Override
    public LongValues getValues(LeafReaderContext segment, DoubleValues scores) throws IOException {
        NumericDocValues hashes =
                DocValues.getNumeric(segment.reader(), TemplateDocument.SIM_HASH_BITS);
        return new LongValues() {
            private long distance = UNKNOWN;

            @Override
            public boolean advanceExact(int document) throws IOException {
                distance =
                        hashes.advanceExact(document)
                                ? SimHash.distance(asked, hashes.longValue())
                                : UNKNOWN;
                return true;
            }

            @Override
            public long longValue() {
                return distance;
            }
        };
    }

    @Override
    public boolean isCacheable(LeafReaderContext segment) {
        return false;
    }

    @Override
    public boolean needsScores() {
        return false;
    }

    @Override
    public LongValuesSource rewrite(IndexSearcher searcher) {
        return this;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HammingDistance distance && asked == distance.asked;
    }

    @Override
    public int hashCode() {
        return Objects.hash(asked);
    }

    @Override
    public String toString() {
        return "HammingDistance[asked=" + asked + "]";
    }
}
