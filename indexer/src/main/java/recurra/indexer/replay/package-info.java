/**
 * Replay: empties everything that is derived from the log and derives it again, while the consumers
 * go on.
 *
 * <p>Nothing is lost or doubled by doing both at once, since applying an event commutes and
 * repeats.
 */
@NullMarked
package recurra.indexer.replay;

import org.jspecify.annotations.NullMarked;
