/** The indexer's configuration. */
@NullMarked
package recurra.indexer.config;

import org.jspecify.annotations.NullMarked;
