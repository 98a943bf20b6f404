/**
 * Identifiers shared by all parts: who asked (tenant), what was asked (keys), and which answer it
 * is (entry).
 */
@NullMarked
package recurra.matching;

import org.jspecify.annotations.NullMarked;
