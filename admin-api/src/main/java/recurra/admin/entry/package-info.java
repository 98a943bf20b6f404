/** Entries: found, shown and deleted. Deleting writes a fact to the log; the indexer applies it. */
@NullMarked
package recurra.admin.entry;

import org.jspecify.annotations.NullMarked;
