/**
 * Events as they come from the log, in batches: read, handed to what is derived from them, and put
 * aside where no retry can help.
 *
 * <p>A batch either takes effect or fails as a whole and comes again; it is processed by one
 * thread.
 */
@NullMarked
package recurra.indexer.event;

import org.jspecify.annotations.NullMarked;
