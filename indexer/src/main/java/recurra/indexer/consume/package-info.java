/**
 * Following the log: one consumer group for each projection, for as long as the service runs.
 *
 * <p>A partition is read in order by one thread. Offsets are committed after their records took
 * effect; a crash in between repeats records and loses none.
 */
@NullMarked
package recurra.indexer.consume;

import org.jspecify.annotations.NullMarked;
