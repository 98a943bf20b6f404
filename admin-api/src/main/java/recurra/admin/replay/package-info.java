/** Rebuilds of the index, which the indexer does. */
@NullMarked
package recurra.admin.replay;

import org.jspecify.annotations.NullMarked;
