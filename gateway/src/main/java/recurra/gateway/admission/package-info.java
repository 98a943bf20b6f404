/** How many requests the gateway takes in hand at the same time, so that it never has too many. */
@NullMarked
package recurra.gateway.admission;

import org.jspecify.annotations.NullMarked;
