/** Providers and the way to them: which one answers a model, and how its answer comes in. */
@NullMarked
package recurra.gateway.provider;

import org.jspecify.annotations.NullMarked;
