/** Chat completions: a request comes in, and is answered from the cache or by a provider. */
@NullMarked
package recurra.gateway.completion;

import org.jspecify.annotations.NullMarked;
