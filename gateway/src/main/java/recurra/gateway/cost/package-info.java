/** What an answer costs, from the provider's own count of tokens. */
@NullMarked
package recurra.gateway.cost;

import org.jspecify.annotations.NullMarked;
