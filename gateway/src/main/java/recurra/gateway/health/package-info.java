/** Whether the gateway can serve, and which of its parts are away. */
@NullMarked
package recurra.gateway.health;

import org.jspecify.annotations.NullMarked;
