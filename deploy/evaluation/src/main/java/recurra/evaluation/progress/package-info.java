/** How far a run is, for the one who waits for it. Safe for threads. */
@NullMarked
package recurra.evaluation.progress;

import org.jspecify.annotations.NullMarked;
