/**
 * Shared flights on Redis: a lease and a stream for each. Safe for threads; nothing waits longer
 * than its deadline, and no command blocks the connection.
 */
@NullMarked
package recurra.store.flight.redis;

import org.jspecify.annotations.NullMarked;
