/** The indexer's endpoints, and who may use them. */
@NullMarked
package recurra.indexer.web;

import org.jspecify.annotations.NullMarked;
