/**
 * A client's chat request, read without loss, and the keys that follow from it: exact, scope,
 * normalized. Everything here is immutable and safe for use by many threads.
 */
@NullMarked
package recurra.matching.request;

import org.jspecify.annotations.NullMarked;
