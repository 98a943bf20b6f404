/**
 * What spelling is and what it is not: characters, case and word lists, for keys and guards alike.
 * Pure functions over immutable data, safe for threads.
 */
@NullMarked
package recurra.matching.text;

import org.jspecify.annotations.NullMarked;
