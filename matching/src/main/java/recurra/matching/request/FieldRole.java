package recurra.matching.request;

/** What a request field does to the answer, and so whether it belongs to the cache key. */
public enum FieldRole {
    /** Requests that differ in this field may be answered differently: part of every key. */
    SHAPES_ANSWER,
    /** Says how the answer travels or is priced on its way, never what it says. */
    TRANSPORT,
    /** Says who asks, never what is asked. */
    IDENTITY
}
