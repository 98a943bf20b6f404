/** Removing what is over: expired entries, and what is kept for a while only. */
@NullMarked
package recurra.indexer.purge;

import org.jspecify.annotations.NullMarked;
