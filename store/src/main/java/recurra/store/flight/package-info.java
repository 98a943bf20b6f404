/** Answers in flight that several gateways share, while the provider gives them. */
@NullMarked
package recurra.store.flight;

import org.jspecify.annotations.NullMarked;
