/** What can go wrong in the gateway, and what a client is told of it: always in OpenAI's shape. */
@NullMarked
package recurra.gateway.error;

import org.jspecify.annotations.NullMarked;
