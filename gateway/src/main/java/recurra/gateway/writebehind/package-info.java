/** Answers on their way to Redis, never on a client's time. */
@NullMarked
package recurra.gateway.writebehind;

import org.jspecify.annotations.NullMarked;
