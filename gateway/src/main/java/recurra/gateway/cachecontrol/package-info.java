/** What a client says about the cache in the headers of its request. */
@NullMarked
package recurra.gateway.cachecontrol;

import org.jspecify.annotations.NullMarked;
