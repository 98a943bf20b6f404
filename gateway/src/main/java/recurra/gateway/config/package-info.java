/** The gateway's configuration. Only this package reads properties. */
@NullMarked
package recurra.gateway.config;

import org.jspecify.annotations.NullMarked;
