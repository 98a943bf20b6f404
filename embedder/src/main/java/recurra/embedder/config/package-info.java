/** The embedder's configuration; nothing else reads properties. */
@NullMarked
package recurra.embedder.config;

import org.jspecify.annotations.NullMarked;
