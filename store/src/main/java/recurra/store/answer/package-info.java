/**
 * Complete answers of providers: recorded as they arrived, assembled for clients that stream and
 * for clients that do not.
 */
@NullMarked
package recurra.store.answer;

import org.jspecify.annotations.NullMarked;
