/** What the gateway's HTTP clients have in common. Safe for threads. */
@NullMarked
package recurra.gateway.outbound;

import org.jspecify.annotations.NullMarked;
