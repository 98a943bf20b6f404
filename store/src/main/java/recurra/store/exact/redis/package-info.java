/**
 * The exact cache on Redis.
 *
 * <p>One connection carries the commands of all threads. Nothing waits longer than the deadline,
 * whether Redis is gone, was never there, or is frozen with its connections open. Every script
 * touches one key, so the layout also suits a cluster.
 */
@NullMarked
package recurra.store.exact.redis;

import org.jspecify.annotations.NullMarked;
