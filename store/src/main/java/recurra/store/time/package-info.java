/** How long something is waited for. Safe for threads. */
@NullMarked
package recurra.store.time;

import org.jspecify.annotations.NullMarked;
