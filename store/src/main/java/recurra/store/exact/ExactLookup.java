package recurra.store.exact;

import recurra.store.answer.CachedAnswer;

/** What the exact cache knows of a request. */
public sealed interface ExactLookup {
    /** The same request was answered before. */
    record Exact(CachedAnswer answer) implements ExactLookup {}

    /** The same question in another spelling was answered before. */
    record Normalized(CachedAnswer answer) implements ExactLookup {}

    /** Neither was, or the answer has expired. */
    record Absent() implements ExactLookup {}
}
