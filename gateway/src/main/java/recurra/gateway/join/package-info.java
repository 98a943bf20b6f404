/**
 * Identical requests in flight share one call of the provider. A {@link
 * recurra.gateway.join.Flight} holds the answer as it comes, each client reads it at its own pace.
 */
@NullMarked
package recurra.gateway.join;

import org.jspecify.annotations.NullMarked;
