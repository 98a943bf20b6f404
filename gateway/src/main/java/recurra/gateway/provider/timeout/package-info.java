/**
 * How long to wait for a provider, from how long it took before. Everything here is safe for
 * threads.
 */
@NullMarked
package recurra.gateway.provider.timeout;

import org.jspecify.annotations.NullMarked;
