/** Texts as the cache sees them: vectors, features and keys, each made once. Safe for threads. */
@NullMarked
package recurra.evaluation.encoding;

import org.jspecify.annotations.NullMarked;
