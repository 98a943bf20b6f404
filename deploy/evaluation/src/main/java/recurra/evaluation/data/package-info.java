/**
 * Labelled data: files of JSON Lines, plain or gzipped, and the disjoint parts that they fall into.
 * Everything is immutable once read.
 */
@NullMarked
package recurra.evaluation.data;

import org.jspecify.annotations.NullMarked;
