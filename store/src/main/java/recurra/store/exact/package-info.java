/** Answers by key: one lookup finds the same request again, exactly or in another spelling. */
@NullMarked
package recurra.store.exact;

import org.jspecify.annotations.NullMarked;
