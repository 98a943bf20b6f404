package recurra.schemas;

import java.util.List;

/** The names of Recurra's Kafka topics. Records are keyed by {@code tenantId/exactKey}. */
public final class Topics {
    /** {@code InteractionCompleted}: the source of truth, kept. */
    public static final String INTERACTIONS = "recurra.interactions";

    /** {@code FingerprintComputed}, kept. */
    public static final String FINGERPRINTS = "recurra.fingerprints";

    /** {@code EntryInvalidated}: facts decided by people, kept. */
    public static final String CURATION = "recurra.curation";

    /** {@code RequestServed}, kept for thirty days. */
    public static final String REQUESTS = "recurra.requests";

    /** All topics that carry events, without their dead-letter topics. */
    public static final List<String> ALL = List.of(INTERACTIONS, FINGERPRINTS, CURATION, REQUESTS);

    /**
     * The most bytes that a record may have, 32 MiB: a request of 16 MiB, which holds images, and
     * its answer. A producer needs it as {@code max.request.size}.
     */
    public static final int MAX_RECORD_BYTES = 32 * 1024 * 1024;

    private Topics() {}

    /** The topic that takes the records of {@code topic} that could not be read or processed. */
    public static String deadLetters(String topic) {
        return topic + ".dlq";
    }

    /** The record key of an entry's events, which keeps its history in order. */
    public static String key(String tenantId, String exactKey) {
        return tenantId + "/" + exactKey;
    }
}
