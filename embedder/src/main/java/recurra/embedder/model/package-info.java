/**
 * Embedding models: texts become vectors. The feature holds the interface; the packages below it
 * hold the adapters.
 */
@NullMarked
package recurra.embedder.model;

import org.jspecify.annotations.NullMarked;
