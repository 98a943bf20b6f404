/**
 * Embeddings over HTTP, in the shapes of OpenAI's API. A text is given as it is; the model adds its
 * own prefix.
 */
@NullMarked
package recurra.embedder.embeddings;

import org.jspecify.annotations.NullMarked;
