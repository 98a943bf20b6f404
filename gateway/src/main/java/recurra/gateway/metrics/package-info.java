/** What the gateway counts, under the names that its metrics have. */
@NullMarked
package recurra.gateway.metrics;

import org.jspecify.annotations.NullMarked;
