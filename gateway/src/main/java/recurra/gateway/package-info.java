/**
 * The OpenAI-compatible edge: answers from the cache what was answered before, and passes on the
 * rest.
 */
@NullMarked
package recurra.gateway;

import org.jspecify.annotations.NullMarked;
