/** What all stores share: how they say that they cannot answer. */
@NullMarked
package recurra.store;

import org.jspecify.annotations.NullMarked;
