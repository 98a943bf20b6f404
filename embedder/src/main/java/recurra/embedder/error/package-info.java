/** What can go wrong in the embedder, and what a client is told of it. */
@NullMarked
package recurra.embedder.error;

import org.jspecify.annotations.NullMarked;
