/** Other gateways: how they are installed, told where the provider is, and asked. */
@NullMarked
package recurra.benchmark.peer;

import org.jspecify.annotations.NullMarked;
