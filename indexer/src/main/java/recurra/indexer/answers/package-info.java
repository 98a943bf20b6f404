/**
 * The answers in Redis, as they follow from the log.
 *
 * <p>They have a consumer group of their own: while Redis is away its offsets stand still and the
 * index goes on, and when Redis is back it is filled from where it stopped.
 */
@NullMarked
package recurra.indexer.answers;

import org.jspecify.annotations.NullMarked;
