/** Vectors of texts, from the embedder, for the template tier and for clients. */
@NullMarked
package recurra.gateway.embedding;

import org.jspecify.annotations.NullMarked;
