/**
 * Who asks: the tenant follows from the credential of a request and from nothing else. Fails
 * closed.
 */
@NullMarked
package recurra.gateway.credential;

import org.jspecify.annotations.NullMarked;
