/** Serves a recorded answer to clients that stream and to clients that do not. */
@NullMarked
package recurra.gateway.replay;

import org.jspecify.annotations.NullMarked;
