/**
 * Ways to decide whether a cached entry answers a question, all on the same vectors: what others
 * do, what Recurra does, and what Recurra does without one of its parts. Safe for threads, except
 * where a method learns as it goes.
 */
@NullMarked
package recurra.evaluation.method;

import org.jspecify.annotations.NullMarked;
