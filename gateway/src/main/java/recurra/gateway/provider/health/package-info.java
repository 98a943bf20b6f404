/** How well a provider does, from what becomes of the calls that clients make. */
@NullMarked
package recurra.gateway.provider.health;

import org.jspecify.annotations.NullMarked;
