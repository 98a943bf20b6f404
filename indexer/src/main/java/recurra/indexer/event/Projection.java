package recurra.indexer.event;

import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * Something that is derived from the log and can be derived again. Safe for threads.
 *
 * <p>Applying commutes: whatever the order of events of different topics, and however often each is
 * applied, the result is the same.
 */
public interface Projection {
    /** The consumer group that keeps it up to date. */
    String name();

    /** Which topics it is derived from. */
    List<String> topics();

    /**
     * Takes in all of the events or, when it throws, none that would not be taken in again.
     *
     * @throws RejectedEventException when one of them can never be taken in
     * @throws RuntimeException see {@link Rejection#of} for which of them are worth another try
     */
    void apply(List<SpecificRecord> events);

    /** Empties it. Events that are applied meanwhile may or may not remain. */
    void reset();
}
