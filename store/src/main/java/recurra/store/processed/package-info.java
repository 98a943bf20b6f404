/** Which events a consumer has applied, written in one transaction with their effects. */
@NullMarked
package recurra.store.processed;

import org.jspecify.annotations.NullMarked;
