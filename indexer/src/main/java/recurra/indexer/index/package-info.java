/**
 * The index: entries, statistics and the template index, as they follow from the log.
 *
 * <p>The effects of a batch and the record of its events are one transaction.
 */
@NullMarked
package recurra.indexer.index;

import org.jspecify.annotations.NullMarked;
