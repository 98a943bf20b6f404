/**
 * Looks for a kept answer to a request, tier by tier. Fails open: whatever goes wrong is a miss.
 */
@NullMarked
package recurra.gateway.lookup;

import org.jspecify.annotations.NullMarked;
