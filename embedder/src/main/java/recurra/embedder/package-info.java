/**
 * The embedder: serves embeddings over HTTP and publishes the fingerprints of interactions.
 *
 * <p>This package is the composition root: nothing else knows which adapter stands behind an
 * interface. Requests run on virtual threads, native code on platform threads of the model.
 */
@NullMarked
package recurra.embedder;

import org.jspecify.annotations.NullMarked;
